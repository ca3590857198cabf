"""ELU: an exponential on the negative side, which saturates at -alpha."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class ELU:
    """The exponential linear unit, elementwise.

        y     = x where x > 0, else alpha * (e^x - 1)
        dy/dx = 1 where x > 0, else alpha * e^x = y + alpha

    At the kink, x = 0, the slope is alpha. Right for every finite x, however large.

    alpha: minus the limit of the negative side, above 0.
    """

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        self.y = np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0))
        return self.y
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return np.where(self.x > 0, dout, dout * (self.y + self.alpha))
        ### END SOLUTION


class NegativeSideAlone:
    """Computes the exponential where it is needed and nowhere else."""

    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.slope = np.ones_like(x)
        y = x.copy()
        down = x <= 0
        self.slope[down] = self.alpha * np.exp(x[down])
        y[down] = self.alpha * np.expm1(x[down])
        return y

    def backward(self, dout):
        return dout * self.slope


EXERCISE = Exercise(
    ELU,
    points=2,
    ids=("ACT-06",),
    source="Clevert, Unterthiner & Hochreiter 2016; torch.nn.functional.elu",
    family=families.ACTIVATION,
    without={"ignores the given alpha": "'alpha left out' is the same: the default is 1"},
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x, alpha=1.0: torch.nn.functional.elu(x, alpha)),
    cases=(
        Case(
            "forward alone",
            lambda rng: inputs.layer_passes(rng, (3, 4), backward=False, alpha=0.5),
            public=True,
            about="alpha 0.5",
        ),
        Case("default alpha", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case("another alpha", lambda rng: inputs.layer_passes(rng, (3, 4), alpha=1.7), public=True, about="alpha 1.7"),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(
                rng, (3, 4), values=(-1000, -30, -2, -0.5, 0.5, 3, 50, 710, 1000), alpha=0.5
            ),
            public=True,
            about="inputs as large as 1000, of both signs, alpha 0.5",
        ),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-2, -0.5, 0, 0.5, 3), alpha=2.0),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them, alpha 2",
        ),
    ),
    right=(
        Right("negative side alone", task=NegativeSideAlone),
        Right("plain exponential", {"np.expm1(np.minimum(x, 0))": "(np.exp(np.minimum(x, 0)) - 1)"}),
        Right("where", {"np.maximum(x, 0) + self.alpha": "np.where(x > 0, x, 0) + self.alpha"}),
    ),
    hint="Look at x = -1, 0 and 1 with alpha 2: first y, then the slope on each side.",
    wrong=(
        Wrong(
            "overflows for large x",
            {
                "np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0))": (
                    "(x > 0) * x + (x <= 0) * self.alpha * np.expm1(x)"
                ),
            },
            hint=(
                "A mask does not help against infinity: 0 times infinity is NaN.",
                "Which x should never reach the exponential? Cut them off before it, not after.",
            ),
        ),
        Wrong(
            "alpha left out of the slope",
            {"(self.y + self.alpha)": "(self.y + 1)"},
            hint="On the negative side the slope is alpha e^x. Write e^x with y: there is an alpha in it.",
        ),
        Wrong(
            "alpha left out",
            {"self.alpha * np.expm1": "np.expm1", "(self.y + self.alpha)": "(self.y + 1)"},
            hint="Another alpha changes nothing in your class. Which limit should the negative side have?",
        ),
        Wrong(
            "slope is the output",
            {"(self.y + self.alpha)": "self.y"},
            hint=(
                "Your slope on the negative side is below 0, but the curve rises.",
                "The derivative of alpha (e^x - 1) is alpha e^x, not the same thing again.",
            ),
        ),
        Wrong(
            "minus 1 forgotten",
            {"np.expm1": "np.exp"},
            hint="Your output jumps by alpha at x = 0. What makes the two sides meet?",
        ),
        Wrong(
            "slope 1 at the kink",
            {"self.x > 0": "self.x >= 0"},
            hint=(
                "Only inputs of exactly 0 go wrong, and only because alpha is not 1.",
                "By the convention in the text, x = 0 belongs to the negative side.",
            ),
        ),
        Wrong(
            "a plain ReLU on the way back",
            {"dout * (self.y + self.alpha)": "0 * dout"},
            hint="The negative side is not flat, so something has to flow back through it.",
        ),
        Wrong(
            "ignores dout on the negative side",
            {"dout * (self.y + self.alpha)": "self.y + self.alpha"},
            hint="You give the slope dy/dx there. The chain rule wants dL/dx on both sides.",
        ),
        Wrong(
            "gradient passes untouched",
            {"np.where(self.x > 0, dout, dout * (self.y + self.alpha))": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"np.where(self.x > 0, dout, dout * (self.y + self.alpha))": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "minus 1 outside alpha",
            {"self.alpha * np.expm1(np.minimum(x, 0))": "(self.alpha * np.exp(np.minimum(x, 0)) - 1) * (x <= 0)"},
            hint="alpha multiplies e^x - 1 as a whole. Yours takes the 1 off afterwards.",
        ),
        Wrong(
            "LeakyReLU's slope",
            {"dout * (self.y + self.alpha)": "dout * self.alpha"},
            hint="Your slope is alpha for every negative x. It should fade as x falls.",
        ),
        Wrong(
            "slope e^x without alpha",
            {"dout * (self.y + self.alpha)": "dout * np.exp(np.minimum(self.x, 0))"},
            hint="Your slope is e^x. What does e^x stand beside in the output?",
        ),
    ),
    survivors={
        "return np.where(self.x > 0, dout, dout * (self.y + self.alpha)) -> "
        "return np.where(self.y > 0, dout, dout * (self.y + self.alpha))": ("y is above 0 exactly where x is"),
    },
)
