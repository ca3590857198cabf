"""Softplus: a ReLU with its corner rounded off, whose slope is the sigmoid."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Softplus:
    """Softplus, elementwise; natural logarithm.

        y     = log(1 + e^x)
        dy/dx = 1 / (1 + e^(-x))

    Right for every finite x, however large: for x = 1000, y is 1000.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return np.logaddexp(0, x)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * np.exp(-np.logaddexp(0, -self.x))
        ### END SOLUTION


class WithoutLogaddexp:
    """max(x, 0) + log(1 + exp(-|x|)); the slope through tanh."""

    def forward(self, x):
        self.slope = 0.5 + np.tanh(x / 2) / 2
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))

    def backward(self, dout):
        return self.slope * dout


EXERCISE = Exercise(
    Softplus,
    points=2,
    ids=("ACT-08",),
    source="Dugas et al. 2001; Glorot, Bordes & Bengio 2011; torch.nn.functional.softplus",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: -torch.nn.functional.logsigmoid(-x)),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (2, 3), backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4), scale=2), public=True, weight=2),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-1000, -30, -2, 0, 0.5, 21, 50, 710, 1000)),
            public=True,
            about="inputs as large as 1000, of both signs",
        ),
    ),
    right=(
        Right("without logaddexp", task=WithoutLogaddexp),
        Right(
            "the printed slope, which warns of overflow and is right",
            {"dout * np.exp(-np.logaddexp(0, -self.x))": "dout / (1 + np.exp(-self.x))"},
        ),
    ),
    hint="Look at x = 0, at x = 1000 and at x = -1000, first at y and then at the slope.",
    wrong=(
        Wrong(
            "overflows for large x",
            {"np.logaddexp(0, x)": "np.log(1 + np.exp(x))"},
            hint=(
                "For x of 1000 your output is infinite; it should be 1000.",
                "Take the larger of 0 and x out of the logarithm: what is left inside never exceeds 2.",
                "NumPy has a function for the logarithm of a sum of two exponentials.",
            ),
        ),
        Wrong(
            "slope overflows for large x",
            {"np.exp(-np.logaddexp(0, -self.x))": "np.exp(self.x) / (1 + np.exp(self.x))"},
            hint=(
                "Forward is right, but the slope divides infinity by infinity.",
                "Divide numerator and denominator by e^x.",
            ),
        ),
        Wrong(
            "logarithm to base 2",
            {"np.logaddexp(0, x)": "np.logaddexp2(0, x)"},
            hint="At x = 0 the value should be 0.693, the natural logarithm of 2.",
        ),
        Wrong(
            "mirrored",
            {"np.logaddexp(0, x)": "np.logaddexp(0, -x)"},
            hint="Your curve falls. For large x softplus should be nearly x itself.",
        ),
        Wrong(
            "slope mirrored",
            {"np.logaddexp(0, -self.x)": "np.logaddexp(0, self.x)"},
            hint="Your slope is largest where the curve is flat. What is it for large positive x?",
        ),
        Wrong(
            "the slope of ReLU",
            {"np.exp(-np.logaddexp(0, -self.x))": "(self.x > 0)"},
            hint="Softplus has no corner, so its slope has no jump.",
        ),
        Wrong(
            "slope of the slope",
            {"np.exp(-np.logaddexp(0, -self.x))": "np.exp(-np.logaddexp(0, -self.x) - np.logaddexp(0, self.x))"},
            hint="You went one derivative too far: the slope of softplus is the sigmoid, not the sigmoid's slope.",
        ),
        Wrong(
            "gradient passes untouched",
            {"dout * np.exp(-np.logaddexp(0, -self.x))": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"dout * np.exp(-np.logaddexp(0, -self.x))": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "overflows for large x, there and back",
            {
                "np.logaddexp(0, x)": "np.log(1 + np.exp(x))",
                "np.exp(-np.logaddexp(0, -self.x))": "(np.exp(self.x) / (1 + np.exp(self.x)))",
            },
            hint=(
                "Both printed formulas overflow for large x: the output is inf, the slope is inf / inf.",
                "Softplus is nearly x there, and its slope nearly 1. Write both so that no exponent is large.",
            ),
        ),
        Wrong(
            "slope taken at the output",
            {"self.x = x": "self.x = np.logaddexp(0, x)"},
            hint="The slope is the sigmoid of the input. Yours is that of the output.",
        ),
        Wrong(
            "plain ReLU",
            {"np.logaddexp(0, x)": "np.maximum(x, 0)"},
            hint="Your output is 0 for negative inputs. Softplus is smooth: at 0 it is log 2.",
        ),
    ),
    survivors={
        "return np.logaddexp(0, x) -> return np.logaddexp(x, 0)": "a sum does not mind the order",
        "return dout * np.exp(-np.logaddexp(0, -self.x)) -> return dout * np.exp(-np.logaddexp(-self.x, 0))": (
            "a sum does not mind the order"
        ),
    },
)
