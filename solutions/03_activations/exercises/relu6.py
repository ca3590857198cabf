"""ReLU6: a ReLU with a ceiling."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class ReLU6:
    """The rectified linear unit with a ceiling at 6, elementwise.

        y     = min(max(x, 0), 6)
        dy/dx = 1 where 0 < x < 6, else 0

    At both kinks, x = 0 and x = 6, the slope is 0.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return np.minimum(np.maximum(x, 0), 6)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * (self.x > 0) * (self.x < 6)
        ### END SOLUTION


class FromTheOutput:
    """clip; what came out strictly between 0 and 6 was passed through."""

    def forward(self, x):
        self.y = np.clip(x, 0, 6)
        return self.y

    def backward(self, dout):
        return np.where((self.y == 0) | (self.y == 6), 0, dout)


def around(rng, *shapes, **options):
    """Passes with numbers below 0, between 0 and 6 and above 6, some of each."""
    return inputs.layer_passes(rng, *shapes, values=(-6, -2, 2, 4, 8, 12), spread=1.5, **options)


EXERCISE = Exercise(
    ReLU6,
    points=1,
    ids=("ACT-10",),
    source="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10; torch.nn.functional.relu6",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.nn.functional.relu6(x)),
    cases=(
        Case("forward alone", lambda rng: around(rng, (3, 4), backward=False), public=True),
        Case("forward and backward", lambda rng: around(rng, (4, 6)), public=True, weight=2),
        Case(
            "at both kinks",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-2, 0, 0.5, 3, 6, 9)),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 and 6 among them",
        ),
    ),
    right=(
        Right("from the output", task=FromTheOutput),
        Right("clip", {"np.minimum(np.maximum(x, 0), 6)": "np.clip(x, 0, 6)"}),
    ),
    hint="Look at x = -1, 0, 3, 6 and 7, first forward and then backward.",
    wrong=(
        Wrong(
            "ceiling forgotten on the way back",
            {" * (self.x < 6)": ""},
            hint="Where the output is stuck at 6, how much does it react to its input?",
        ),
        Wrong(
            "no ceiling",
            {"np.minimum(np.maximum(x, 0), 6)": "np.maximum(x, 0)", " * (self.x < 6)": ""},
            hint="This is a plain ReLU. What does the 6 stand for?",
        ),
        Wrong(
            "no ceiling on the way forward",
            {"np.minimum(np.maximum(x, 0), 6)": "np.maximum(x, 0)"},
            hint="Your gradients know of the ceiling, your outputs do not.",
        ),
        Wrong(
            "slope 1 at the kinks",
            {"self.x > 0": "self.x >= 0", "self.x < 6": "self.x <= 6"},
            hint=(
                "Only inputs of exactly 0 or 6 go wrong.",
                "By the convention in the text, both corners belong to the flat sides.",
            ),
        ),
        Wrong(
            "slope 1 at the lower kink",
            {"self.x > 0": "self.x >= 0"},
            hint="Only inputs of exactly 0 go wrong. Which side does the corner belong to, by the convention?",
        ),
        Wrong(
            "slope 1 at the upper kink",
            {"self.x < 6": "self.x <= 6"},
            hint="Only inputs of exactly 6 go wrong. Which side does the corner belong to, by the convention?",
        ),
        Wrong(
            "either instead of both",
            {"(self.x > 0) * (self.x < 6)": "((self.x > 0) | (self.x < 6))"},
            hint="Every number is above 0 or below 6. Which of the two words, and or or, describes the slope?",
        ),
        Wrong(
            "mask made of the gradient",
            {"(self.x > 0) * (self.x < 6)": "(dout > 0) * (dout < 6)"},
            hint="Which units react is decided on the way forward, by x. What do you keep from there?",
        ),
        Wrong(
            "dx is still 0",
            {"dout * (self.x > 0) * (self.x < 6)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "floor forgotten on the way back",
            {"(self.x > 0) * (self.x < 6)": "(self.x < 6)"},
            hint="Your gradient passes where the input was negative. The slope is 0 there too.",
        ),
        Wrong(
            "floor and ceiling swapped",
            {"np.minimum(np.maximum(x, 0), 6)": "np.maximum(np.minimum(x, 0), 6)"},
            hint="Your output is the same everywhere. Which of the two cuts above, which below?",
        ),
        Wrong(
            "a ceiling of 1",
            {"np.minimum(np.maximum(x, 0), 6)": "np.minimum(np.maximum(x, 0), 1)", "self.x < 6": "self.x < 1"},
            hint="Your ceiling is too low: the 6 is in the name.",
        ),
    ),
)
