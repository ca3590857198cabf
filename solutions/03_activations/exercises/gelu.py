"""GELU: x times the share of a normal distribution below x, the unit of transformers."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class GELU:
    """The Gaussian error linear unit in its tanh form, elementwise.

        u     = scale * (x + cubic * x^3)
        y     = 0.5 * x * (1 + tanh(u))
        dy/dx = 0.5 * (1 + tanh(u)) + 0.5 * x * (1 - tanh(u)^2) * du/dx
        du/dx = scale * (1 + 3 * cubic * x^2)

    This is `torch.nn.functional.gelu(x, approximate="tanh")`. scale is sqrt(2 / pi) as a plain float: np.sqrt would
    make float64 out of float32 inputs.
    """

    scale = 0.7978845608028654
    cubic = 0.044715

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        self.t = np.tanh(self.scale * (x + self.cubic * x**3))
        return 0.5 * x * (1 + self.t)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        du = self.scale * (1 + 3 * self.cubic * self.x**2)
        return dout * 0.5 * (1 + self.t + self.x * (1 - self.t**2) * du)
        ### END SOLUTION


class ThroughTheSigmoid:
    """x times the sigmoid of 2u, with the slope that follows from that."""

    def forward(self, x):
        k = 2 * 0.7978845608028654
        s = 0.5 + 0.5 * np.tanh(0.5 * k * (x + 0.044715 * x * x * x))
        self.slope = s + x * s * (1 - s) * k * (1 + 0.134145 * x * x)
        return x * s

    def backward(self, dout):
        return np.multiply(dout, self.slope)


EXERCISE = Exercise(
    GELU,
    points=2,
    ids=(),
    source="Hendrycks & Gimpel 2016, section 2; torch.nn.functional.gelu with approximate='tanh'",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.nn.functional.gelu(x, approximate="tanh")),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (2, 3), backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case(
            "inputs of all sizes",
            lambda rng: inputs.layer_passes(rng, (2, 4), values=(-100, -3, -1, -0.2, 0, 0.7, 2, 100)),
            public=True,
            about="inputs from -100 to 100",
        ),
    ),
    right=(Right("through the sigmoid", task=ThroughTheSigmoid),),
    hint="Compute u, tanh(u) and y for x = 1 by hand, then du/dx. The slope has two terms: look at each by itself.",
    wrong=(
        Wrong(
            "half left out",
            {"return 0.5 * x * (1 + self.t)": "return x * (1 + self.t)"},
            hint="For large x your y is 2x; it should be x. What halves it?",
        ),
        Wrong(
            "1 left out",
            {"return 0.5 * x * (1 + self.t)": "return 0.5 * x * self.t"},
            hint="For large negative x your y is large; it should be 0. What is added to the tanh?",
        ),
        Wrong(
            "no cubic term",
            {"(x + self.cubic * x**3)": "x"},
            hint="Inside the tanh stands x plus a cubic term.",
        ),
        Wrong(
            "square for cube",
            {"x**3": "x**2"},
            hint="Inside the tanh stands x^3, not x^2.",
        ),
        Wrong(
            "divided by the scale",
            {"np.tanh(self.scale": "np.tanh(1 / self.scale"},
            hint="The factor is sqrt(2 / pi), about 0.798. You divide by it.",
        ),
        Wrong(
            "the sigmoid form",
            {
                "self.t = np.tanh(self.scale * (x + self.cubic * x**3))": "self.t = np.tanh(0.851 * x)",
            },
            hint="x * sigmoid(1.702 x) is a coarser form of GELU. Here the tanh form with the cubic term is asked for.",
        ),
        Wrong(
            "slope: the inner derivative is missing",
            {"(1 - self.t**2) * du": "(1 - self.t**2)"},
            hint="The chain rule: the slope of tanh(u) is (1 - tanh(u)^2) times du/dx.",
        ),
        Wrong(
            "slope: inner derivative without the cubic term",
            {"du = self.scale * (1 + 3 * self.cubic * self.x**2)": "du = self.scale"},
            hint="u has a cubic term; its derivative belongs into du/dx.",
        ),
        Wrong(
            "slope: 3 left out",
            {"(1 + 3 * self.cubic": "(1 + self.cubic"},
            hint="The derivative of x^3 is 3 x^2.",
        ),
        Wrong(
            "slope: the second term is missing",
            {"(1 + self.t + self.x * (1 - self.t**2) * du)": "(1 + self.t)"},
            hint="y is a product of x and 1 + tanh(u), and both depend on x: the product rule gives two terms.",
        ),
        Wrong(
            "slope: x not in the second term",
            {"self.x * (1 - self.t**2)": "(1 - self.t**2)"},
            hint="In the product rule, the slope of the tanh is multiplied by x.",
        ),
    ),
)
