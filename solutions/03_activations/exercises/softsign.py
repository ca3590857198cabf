"""Softsign: a squashing function without exponentials, whose tails are long."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Softsign:
    """Softsign, elementwise.

        y     = x / (1 + |x|)
        dy/dx = 1 / (1 + |x|)^2

    The slope at 0 is 1.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.width = 1 + np.abs(x)
        return x / self.width
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout / self.width**2
        ### END SOLUTION


class FromTheOutput:
    """The slope is (1 - |y|)^2, because 1 - |y| = 1 / (1 + |x|)."""

    def forward(self, x):
        self.y = np.where(x > 0, x / (1 + np.abs(x)), x / (1 - np.minimum(x, 0)))
        return self.y

    def backward(self, dout):
        return (1 - np.abs(self.y)) * (1 - np.abs(self.y)) * dout


EXERCISE = Exercise(
    Softsign,
    points=1,
    ids=("ACT-09",),
    source="Bergstra et al. 2009; Glorot & Bengio 2010; torch.nn.functional.softsign",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.nn.functional.softsign(x)),
    cases=(
        Case(
            "forward alone",
            lambda rng: inputs.layer_passes(rng, (2, 3), backward=False, values=(-2, -1, 1, 2), spread=0.9),
            public=True,
        ),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case(
            "at zero and far away",
            lambda rng: inputs.layer_passes(rng, (3, 3), values=(-30, -4, 0, 0.5, 2, 5, 60)),
            public=True,
            about="an input of exactly 0, and some as large as 60",
        ),
    ),
    right=(Right("from the output", task=FromTheOutput),),
    hint="Look at x = 0, 1 and -1, first at y and then at the slope, and compare with a difference quotient.",
    wrong=(
        Wrong(
            "no absolute value",
            {"1 + np.abs(x)": "1 + x"},
            hint=(
                "Your output jumps to infinity near x = -1.",
                "The denominator should be the same for x and for -x.",
            ),
        ),
        Wrong(
            "slope not squared",
            {"self.width**2": "self.width"},
            hint="Differentiate the quotient once more by hand: the denominator of the slope falls faster than 1/|x|.",
        ),
        Wrong(
            "square inside the denominator",
            {
                "dout / self.width**2": "dout / (1 + (self.width - 1) ** 2)",
            },
            hint="You square |x| alone. What is squared in the slope's denominator: |x|, or 1 + |x|?",
        ),
        Wrong(
            "tanh's slope",
            {
                "return x / self.width": "self.y = x / self.width\n        return self.y",
                "/ self.width**2": "* (1 - self.y**2)",
            },
            hint="1 - y^2 is the slope of another curve with the same limits. Derive the one of x / (1 + |x|).",
        ),
        Wrong(
            "divides by dout",
            {"dout / self.width**2": "1 / (dout * self.width**2)"},
            hint="By the chain rule dL/dy and dy/dx are multiplied.",
        ),
        Wrong(
            "squares the input",
            {"1 + np.abs(x)": "np.sqrt(1 + x**2)"},
            hint="x / sqrt(1 + x^2) has the same limits, but it is another curve. The one asked for has no root.",
        ),
        Wrong(
            "gradient passes untouched",
            {"dout / self.width**2": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"dout / self.width**2": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "slope with the sign of x",
            {
                "self.width = 1 + np.abs(x)": "self.width, self.sign = 1 + np.abs(x), np.sign(x)",
                "dout / self.width": "self.sign * dout / self.width",
            },
            hint="Your slope is negative where x is. Softsign rises everywhere.",
        ),
        Wrong(
            "multiplied by the output",
            {
                "return x / self.width": "self.y = x / self.width\n        return self.y",
                "dout / self.width**2": "dout * self.y / self.width",
            },
            hint="Your slope is 0 at 0, where softsign is steepest.",
        ),
    ),
)
