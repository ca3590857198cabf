"""SiLU: x times its own sigmoid, the smooth unit of today's networks for images."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class SiLU:
    """The sigmoid linear unit (Swish with beta 1), elementwise.

        s     = 1 / (1 + e^(-x))
        y     = x * s
        dy/dx = s + x * s * (1 - s)

    Right for every finite x, however large: for x = -1000, y and dy/dx are 0.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.s = np.exp(-np.logaddexp(0, -x))
        self.y = x * self.s
        return self.y
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * (self.s + self.y * (1 - self.s))
        ### END SOLUTION


class ThroughTanh:
    """The sigmoid as half a tanh, and the slope as s * (1 + x * (1 - s))."""

    def forward(self, x):
        s = 0.5 * (1 + np.tanh(0.5 * x))
        self.slope = s * (1 + x * (1 - s))
        return x * s

    def backward(self, dout):
        return self.slope * dout


EXERCISE = Exercise(
    SiLU,
    points=2,
    ids=(),
    source="Elfwing, Uchibe & Doya 2018; Ramachandran, Zoph & Le 2017; torch.nn.functional.silu",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.nn.functional.silu(x)),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (2, 3), backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4), scale=2), public=True, weight=2),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(rng, (2, 4), values=(-1000, -710, -20, -2, 0, 2, 20, 1000)),
            public=True,
            about="inputs as large as 1000, of both signs",
        ),
    ),
    right=(
        Right("through tanh", task=ThroughTanh),
        Right(
            "the printed sigmoid, which warns of overflow and is right",
            {"np.exp(-np.logaddexp(0, -x))": "1 / (1 + np.exp(-x))"},
        ),
    ),
    hint="Look at x = 0, 1 and -1. The slope has two terms: compute each by itself.",
    wrong=(
        Wrong(
            "overflows for large x",
            {"np.exp(-np.logaddexp(0, -x))": "np.exp(x) / (1 + np.exp(x))"},
            hint="For x of 1000 you divide infinity by infinity. Write the sigmoid with e^(-x).",
        ),
        Wrong(
            "the sigmoid alone",
            {"self.y = x * self.s": "self.y = self.s"},
            hint="You return the sigmoid. SiLU is x times the sigmoid of x.",
        ),
        Wrong(
            "slope: the sigmoid alone",
            {"(self.s + self.y * (1 - self.s))": "self.s"},
            hint="y is a product of x and s(x), and both depend on x: the product rule gives two terms.",
        ),
        Wrong(
            "slope: x not in the second term",
            {"self.y * (1 - self.s)": "self.s * (1 - self.s)"},
            hint="In the product rule, the slope of the sigmoid is multiplied by x.",
        ),
        Wrong(
            "slope: the first term is missing",
            {"(self.s + self.y * (1 - self.s))": "(self.y * (1 - self.s))"},
            hint="The product rule has two terms. You have x times the slope of the sigmoid; what is the other one?",
        ),
        Wrong(
            "slope of the sigmoid alone",
            {"(self.s + self.y * (1 - self.s))": "(self.s * (1 - self.s))"},
            hint="This is the slope of the sigmoid. SiLU is x times the sigmoid: use the product rule.",
        ),
        Wrong(
            "slope: the sign of the second term",
            {"self.s + self.y * (1 - self.s)": "self.s - self.y * (1 - self.s)"},
            hint="The sigmoid rises, so its slope s (1 - s) is positive. Check the sign of the second term.",
        ),
    ),
    survivors={
        "self.s = np.exp(-np.logaddexp(0, -x)) -> self.s = np.exp(-np.logaddexp(-x, 0))": (
            "a sum does not mind the order"
        ),
    },
)
