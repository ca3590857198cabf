"""Leaky ReLU: a small slope on the negative side, so that no unit is ever dead."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class LeakyReLU:
    """The leaky rectified linear unit, elementwise.

        y     = x where x > 0, else alpha * x
        dy/dx = 1 where x > 0, else alpha

    At the kink, x = 0, the slope is alpha.

    alpha: slope of the negative side, any number: it may be 0, above 1, or below 0.
    """

    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0) + self.alpha * np.minimum(x, 0)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return np.where(self.x > 0, dout, self.alpha * dout)
        ### END SOLUTION


class SlopeFirst:
    """Both ways are a product with the slope, which is made once."""

    def __init__(self, alpha=0.01):
        self.alpha = alpha

    def forward(self, x):
        self.slope = np.full(x.shape, self.alpha, dtype=x.dtype)
        self.slope[x > 0] = 1
        return self.slope * x

    def backward(self, dout):
        return self.slope * dout


EXERCISE = Exercise(
    LeakyReLU,
    points=1,
    ids=("ACT-04",),
    source="Maas, Hannun & Ng 2013; torch.nn.functional.leaky_relu",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x, alpha=0.01: torch.nn.functional.leaky_relu(x, alpha)),
    cases=(
        Case(
            "forward alone",
            lambda rng: inputs.layer_passes(rng, (3, 4), backward=False, alpha=0.3),
            public=True,
            about="alpha 0.3",
        ),
        Case("default alpha", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case(
            "steeper on the negative side",
            lambda rng: inputs.layer_passes(rng, (3, 4), alpha=1.5),
            public=True,
            about="alpha 1.5",
        ),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-2, -0.5, 0, 0.5, 3), alpha=0.2),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them, alpha 0.2",
        ),
        Case("a negative slope", lambda rng: inputs.layer_passes(rng, (5, 4), layout="strided", alpha=-0.5)),
    ),
    right=(
        Right("slope first", task=SlopeFirst),
        Right("where", {"np.maximum(x, 0) + self.alpha * np.minimum(x, 0)": "np.where(x > 0, x, self.alpha * x)"}),
    ),
    hint="Look at x = -1, 0 and 1 with alpha 2 and with alpha -1, first forward and then backward.",
    wrong=(
        Wrong(
            "the larger of alpha x and x",
            {"np.maximum(x, 0) + self.alpha * np.minimum(x, 0)": "np.maximum(self.alpha * x, x)"},
            hint=(
                "With alpha = 1.5 your branches are swapped.",
                "max(alpha x, x) is the form on many slides. For which alpha is alpha x the larger one when x < 0?",
                "Let the sign of x choose the branch, not the size of the results.",
            ),
        ),
        Wrong(
            "slope 1 at the kink",
            {"self.x > 0": "self.x >= 0"},
            hint=(
                "Only inputs of exactly 0 go wrong.",
                "By the convention in the text, x = 0 belongs to the negative side.",
            ),
        ),
        Wrong(
            "no leak on the way back",
            {"self.alpha * dout": "0 * dout"},
            hint="Forward your unit leaks, backward it is a plain ReLU. What is the slope of alpha x?",
        ),
        Wrong(
            "no leak on the way forward",
            {" + self.alpha * np.minimum(x, 0)": ""},
            hint="Negative inputs come out as 0. What should be left of them?",
        ),
        Wrong(
            "slopes swapped",
            {"self.x > 0": "self.x <= 0"},
            hint="On the way back you shrink the gradients of the positive side. Which side leaks?",
        ),
        Wrong(
            "mask made of the gradient",
            {"self.x > 0": "dout > 0"},
            hint="Which side a unit is on is decided on the way forward, by x. What do you keep from there?",
        ),
        Wrong(
            "negative side turned up",
            {"+ self.alpha * np.minimum(x, 0)": "- self.alpha * np.minimum(x, 0)"},
            hint="For a positive alpha the negative side should stay below 0.",
        ),
        Wrong(
            "gradient passes untouched",
            {"np.where(self.x > 0, dout, self.alpha * dout)": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"np.where(self.x > 0, dout, self.alpha * dout)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "dout left out on the negative side",
            {"self.alpha * dout": "self.alpha"},
            hint="Where x is negative you give alpha alone. The slope is multiplied by dout there too.",
        ),
        Wrong(
            "alpha instead of alpha x",
            {"self.alpha * np.minimum(x, 0)": "self.alpha * (x < 0)"},
            hint="All negative inputs give the same output. How much leaks through depends on x.",
        ),
        Wrong(
            "leak added on both sides",
            {"np.minimum(x, 0)": "x"},
            hint="Negative inputs are right. Where x is positive the output is x, and nothing more.",
        ),
    ),
)
