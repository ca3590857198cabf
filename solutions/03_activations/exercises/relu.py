"""ReLU: what is negative becomes 0, what is positive passes untouched."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class ReLU:
    """The rectified linear unit, elementwise.

        y     = max(0, x)
        dy/dx = 1 where x > 0, else 0

    At the kink, x = 0, the slope is 0.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * (self.x > 0)
        ### END SOLUTION


class Masked:
    """A copy with the masked elements set to 0, both ways."""

    def forward(self, x):
        self.off = x <= 0
        y = x.copy()
        y[self.off] = 0
        return y

    def backward(self, dout):
        dx = np.array(dout)
        dx[self.off] = 0
        return dx


EXERCISE = Exercise(
    ReLU,
    points=1,
    ids=("ACT-03",),
    source="Nair & Hinton 2010; Glorot, Bordes & Bengio 2011; torch.relu",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.relu(x)),
    cases=(
        Case(
            "forward alone",
            lambda rng: inputs.layer_passes(rng, (3, 4), backward=False, values=(-2, -1, 1, 2, 3), spread=0.9),
            public=True,
        ),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (3, 4)), public=True, weight=2),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-2, -0.5, 0, 0.5, 3)),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them",
        ),
    ),
    right=(
        Right("masked copies", task=Masked),
        Right("where", {"dout * (self.x > 0)": "np.where(self.x > 0, dout, 0)"}),
        Right("half the sum with the absolute value", {"np.maximum(x, 0)": "(x + np.abs(x)) / 2"}),
    ),
    hint="Look at x = -1, 0 and 1, first forward and then backward with a dout that is not 1.",
    wrong=(
        Wrong(
            "slope 1 at the kink",
            {"self.x > 0": "self.x >= 0"},
            hint=(
                "Only inputs of exactly 0 go wrong.",
                "There the function has no derivative; by the convention in the text, 0 belongs to the flat side.",
            ),
        ),
        Wrong(
            "mask made of the gradient",
            {"self.x > 0": "dout > 0"},
            hint=(
                "You let gradients through by their own sign.",
                "Which units were switched on is decided on the way forward. What do you keep from there?",
            ),
        ),
        Wrong(
            "gradient passes untouched",
            {"dout * (self.x > 0)": "1 * dout"},
            hint="A unit that gave 0 did not react to its input. How much gradient should reach that input?",
        ),
        Wrong(
            "multiplied by the output",
            {"dout * (self.x > 0)": "dout * np.maximum(self.x, 0)"},
            hint="Where x is positive, y = x: its slope there is 1, not y.",
        ),
        Wrong(
            "keeps the negative side",
            {"np.maximum(x, 0)": "np.minimum(x, 0)", "self.x > 0": "self.x < 0"},
            hint="You keep what should go, and the other way round.",
        ),
        Wrong(
            "one maximum for the whole array",
            {"np.maximum(x, 0)": "max(0.0, x.max(initial=0.0)) * (x > 0)"},
            hint="`max` over the array gives one number. Compare element by element.",
        ),
        Wrong(
            "absolute value",
            {"np.maximum(x, 0)": "np.abs(x)"},
            hint="Negative inputs should come out as 0, not with their sign turned.",
        ),
        Wrong(
            "dx is still 0",
            {"dout * (self.x > 0)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "absolute value, there and back",
            {"np.maximum(x, 0)": "np.abs(x)", "dout * (self.x > 0)": "dout * np.where(self.x >= 0, 1, -1)"},
            hint="Your negative inputs come out positive. ReLU makes them 0.",
        ),
        Wrong(
            "the mask for the output",
            {"np.maximum(x, 0)": "1.0 * (x > 0)"},
            hint="Your outputs are 0 and 1. Where x is positive, the output is x itself.",
        ),
        Wrong(
            "remembers the first forward for ever",
            {"self.x = x": "self.x = getattr(self, 'x', x)"},
            hint="The first pass is right. Each backward belongs to the latest forward.",
        ),
    ),
)
