"""Tanh: the sigmoid, stretched and centred."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Tanh:
    """The hyperbolic tangent, elementwise.

        y     = (e^x - e^(-x)) / (e^x + e^(-x)) = 2 sigmoid(2x) - 1
        dy/dx = 1 - y^2

    NumPy's own hyperbolic tangent may be used. Right for every finite x, however large.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.y = np.tanh(x)
        return self.y
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * (1 - self.y**2)
        ### END SOLUTION


class FromDecayingExponentials:
    """(1 - e) / (1 + e) with e = exp(-2|x|) and the sign put back; the slope is 4e / (1 + e)^2."""

    def forward(self, x):
        self.e = np.exp(-2 * np.abs(x))
        return np.copysign((1 - self.e) / (1 + self.e), x)

    def backward(self, dout):
        return 4 * dout * self.e / (1 + self.e) ** 2


EXERCISE = Exercise(
    Tanh,
    points=1,
    ids=("ACT-02",),
    source="LeCun et al. 1998, Efficient BackProp; torch.tanh",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.tanh(x)),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (2, 3), backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (2, 3)), public=True, weight=2),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-1000, -750, -20, -1, 0.3, 2, 20, 710, 1000)),
            public=True,
            about="inputs as large as 1000, of both signs",
        ),
    ),
    right=(
        Right("from decaying exponentials", task=FromDecayingExponentials),
        Right("a stretched sigmoid", {"np.tanh(x)": "2 / (1 + np.exp(-2 * np.clip(x, -300, 300))) - 1"}),
    ),
    hint="Look at x = 0 and at a large x, first at y and then at the slope. Is the slope taken at x or at y?",
    wrong=(
        Wrong(
            "overflows for large inputs",
            {"np.tanh(x)": "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))"},
            hint=(
                "For x of 1000 you divide infinity by infinity.",
                "Beyond about 710, exp overflows in float64. NumPy has a function that knows.",
            ),
        ),
        Wrong(
            "sigmoid without the doubled input",
            {"np.tanh(x)": "np.tanh(x / 2)"},
            hint="Your curve is too wide. In 2 sigmoid(2x) - 1 there are two twos.",
        ),
        Wrong(
            "y not squared",
            {"self.y**2": "self.y"},
            hint="The slope is the same at x and at -x. Yours is not.",
        ),
        Wrong(
            "sigmoid's slope",
            {"(1 - self.y**2)": "self.y * (1 - self.y)"},
            hint="That is the slope of the sigmoid. At x = 0 the hyperbolic tangent has slope 1.",
        ),
        Wrong(
            "slope taken at the output",
            {"(1 - self.y**2)": "(1 - np.tanh(self.y) ** 2)"},
            hint=(
                "You apply the hyperbolic tangent a second time on the way back.",
                "In 1 - y^2, y is the output itself.",
            ),
        ),
        Wrong(
            "gradient of the wrong sign",
            {"(1 - self.y**2)": "(self.y**2 - 1)"},
            hint="The curve rises everywhere, so its slope is never below 0.",
        ),
        Wrong(
            "gradient passes untouched",
            {"dout * (1 - self.y**2)": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"dout * (1 - self.y**2)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "slope written with the input",
            {"return self.y\n": "self.y, y = x, self.y\n        return y\n"},
            hint="1 - y^2 is written with the output. Yours has the input in it.",
        ),
        Wrong(
            "sigmoid instead",
            {"np.tanh(x)": "(np.tanh(x / 2) + 1) / 2"},
            hint="Your outputs lie between 0 and 1. Those of tanh lie between -1 and 1.",
        ),
        Wrong(
            "doubled sigmoid, minus 1 forgotten",
            {"np.tanh(x)": "(np.tanh(x) + 1)"},
            hint="At x = 0 tanh is 0. What does your formula give?",
        ),
    ),
)
