"""SELU: an ELU with two constants that keep the mean at 0 and the variance at 1."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class SELU:
    """The scaled exponential linear unit, elementwise.

        y     = scale * x     where x > 0, else scale * alpha * (e^x - 1)
        dy/dx = scale         where x > 0, else scale * alpha * e^x

    At the kink, x = 0, the slope is scale * alpha. Right for every finite x, however large.

    scale, alpha: the constants of the paper, given here.
    """

    scale = 1.0507009873554804934
    alpha = 1.6732632423543772848

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return self.scale * (np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0)))
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        down = self.alpha * np.exp(np.minimum(self.x, 0))
        return self.scale * np.where(self.x > 0, dout, dout * down)
        ### END SOLUTION


class FromTheOutput:
    """The slope of the negative side is y + scale * alpha; masks instead of `where`."""

    both = 1.7580993408473766

    def forward(self, x):
        self.y = np.array(x) * 1.0507009873554805
        self.down = x <= 0
        self.y[self.down] = self.both * (np.exp(x[self.down]) - 1)
        return self.y

    def backward(self, dout):
        dx = 1.0507009873554805 * dout
        dx[self.down] = (dout * (self.y + self.both))[self.down]
        return dx


EXERCISE = Exercise(
    SELU,
    points=2,
    ids=("ACT-12",),
    source="Klambauer et al. 2017, Self-normalizing neural networks, eq. 2; torch.selu",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.selu(x)),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (3, 4), backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-1000, -30, -2, -0.5, 0.5, 3, 50, 710, 1000)),
            public=True,
            about="inputs as large as 1000, of both signs",
        ),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-2, -0.5, 0, 0.5, 3)),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them",
        ),
    ),
    right=(
        Right("from the output", task=FromTheOutput),
        Right("plain exponential", {"np.expm1(np.minimum(x, 0))": "(np.exp(np.minimum(x, 0)) - 1)"}),
    ),
    hint="Look at x = -1, 0 and 1: which of the two constants belongs to which side, in y and in the slope?",
    wrong=(
        Wrong(
            "scale on the negative side only",
            {
                "self.scale * (np.maximum(x, 0) + self.alpha * ": "(np.maximum(x, 0) + self.scale * self.alpha * ",
                "self.scale * np.where(self.x > 0, dout, dout * down)": (
                    "np.where(self.x > 0, dout, self.scale * dout * down)"
                ),
            },
            hint="Positive inputs should grow a little: both sides are scaled.",
        ),
        Wrong(
            "scale forgotten on the way back",
            {"self.scale * np.where": "1 * np.where"},
            hint="All your gradients are too small by the same factor. Which one?",
        ),
        Wrong(
            "an ELU without scale",
            {"self.scale * (np": "(np", "self.scale * np.where": "1 * np.where"},
            hint="This is an ELU with the paper's alpha. What does the S of SELU stand for?",
        ),
        Wrong(
            "alpha is 1",
            {"self.alpha * np.expm1": "1 * np.expm1", "self.alpha * np.exp(": "1 * np.exp("},
            hint="The negative side should come down to about -1.76. Where does yours stop?",
        ),
        Wrong(
            "constants swapped",
            {
                "self.scale * (np.maximum(x, 0) + self.alpha": "self.alpha * (np.maximum(x, 0) + self.scale",
                "self.alpha * np.exp(": "self.scale * np.exp(",
                "self.scale * np.where": "self.alpha * np.where",
            },
            hint="One constant is slightly above 1 and scales everything. The other belongs to the negative side.",
        ),
        Wrong(
            "slope without alpha",
            {"self.alpha * np.exp(": "1 * np.exp("},
            hint="Differentiate the negative side by hand: alpha stays in front of the exponential.",
        ),
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
            "positive slope at the kink",
            {"self.x > 0": "self.x >= 0"},
            hint=(
                "Only inputs of exactly 0 go wrong.",
                "By the convention in the text, x = 0 belongs to the negative side.",
            ),
        ),
        Wrong(
            "minus 1 forgotten",
            {"np.expm1": "np.exp"},
            hint="Your output jumps at x = 0. What makes the two sides meet?",
        ),
        Wrong(
            "gradient passes untouched",
            {"self.scale * np.where(self.x > 0, dout, dout * down)": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"self.scale * np.where(self.x > 0, dout, dout * down)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "scale on the positive side only",
            {
                "self.scale * (np.maximum(x, 0)": "(self.scale * np.maximum(x, 0)",
                "self.scale * np.where(self.x > 0, dout,": "np.where(self.x > 0, self.scale * dout,",
            },
            hint="Positive inputs are right. The scale belongs to both sides.",
        ),
        Wrong(
            "slope is the output",
            {"np.exp(np.minimum(self.x, 0))": "np.expm1(np.minimum(self.x, 0))"},
            hint="On the negative side your slope is the output itself. What becomes of the 1 when you differentiate?",
        ),
    ),
    survivors={
        "down = self.alpha * np.exp(np.minimum(self.x, 0)) -> down = self.alpha * np.exp(np.minimum(self.x, 1))": (
            "for x above 0 it is not used, and exp(1) does not overflow"
        ),
    },
)
