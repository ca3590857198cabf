"""Sigmoid: any number, squashed between 0 and 1, without overflow."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class Sigmoid:
    """The logistic function, elementwise.

        y     = 1 / (1 + e^(-x))
        dy/dx = y * (1 - y)

    Right for every finite x, however large: no NaN, and best without overflow on the way.
    """

    def forward(self, x):
        """y, shaped like x. x: float array of any shape, left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.y = np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
        return self.y
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`. dout: dL/dy, shaped like y, left unchanged."""
        ### BEGIN SOLUTION
        return dout * self.y * (1 - self.y)
        ### END SOLUTION


class TwoBranches:
    """One formula per sign, each where it cannot overflow; the slope from x alone."""

    def forward(self, x):
        self.x = np.array(x)
        out = np.empty_like(self.x)
        up = self.x >= 0
        out[up] = 1 / (1 + np.exp(-self.x[up]))
        small = np.exp(self.x[~up])
        out[~up] = small / (1 + small)
        return out

    def backward(self, dout):
        e = np.exp(-np.abs(self.x))
        return np.multiply(dout, e / (1 + e) ** 2)


class ThroughTanh:
    """sigmoid(x) = (1 + tanh(x / 2)) / 2."""

    def forward(self, x):
        self.t = np.tanh(x / 2)
        return (1 + self.t) / 2

    def backward(self, dout):
        return dout * (1 - self.t**2) / 4


EXERCISE = Exercise(
    Sigmoid,
    points=2,
    ids=("ACT-01",),
    source="Rumelhart, Hinton & Williams 1986; torch.sigmoid",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x: torch.sigmoid(x)),
    cases=(
        Case("forward alone", lambda rng: inputs.layer_passes(rng, (2, 3), scale=2, backward=False), public=True),
        Case("forward and backward", lambda rng: inputs.layer_passes(rng, (2, 3), scale=2), public=True, weight=2),
        Case(
            "large inputs",
            lambda rng: inputs.layer_passes(rng, (3, 4), values=(-1000, -750, -40, -3, 0.5, 6, 40, 710, 1000)),
            public=True,
            about="inputs as large as 1000, of both signs",
        ),
    ),
    right=(
        Right("two branches", task=TwoBranches),
        Right("through tanh", task=ThroughTanh),
        Right(
            "the printed formula, which warns of overflow and is right",
            {"np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))": "1 / (1 + np.exp(-x))"},
        ),
    ),
    hint=(
        "Look at x = 0, at a large x and at x = -1000, first at y and then at the slope. Compare the slope with a "
        "difference quotient."
    ),
    wrong=(
        Wrong(
            "overflows for large x",
            {"np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))": "np.exp(x) / (1 + np.exp(x))"},
            hint=(
                "For x of 1000 you divide infinity by infinity.",
                "Which exponential is safe for large positive x, which for large negative x?",
                "With e = exp(-|x|), which is never above 1, both signs can be written.",
            ),
        ),
        Wrong(
            "mirrored",
            {"np.minimum(x, 0)": "np.minimum(-x, 0)"},
            hint="Your curve falls where it should rise: large x should give nearly 1.",
        ),
        Wrong(
            "slope taken at the output",
            {"return dout * self.y * (1 - self.y)": "s = 1 / (1 + np.exp(-self.y))\n        return dout * s * (1 - s)"},
            hint=(
                "You apply the sigmoid a second time on the way back.",
                "In y (1 - y), y is the output itself. Nothing has to be squashed again.",
            ),
        ),
        Wrong(
            "slope written with the input",
            {"return self.y\n": "self.y, y = x, self.y\n        return y\n"},
            hint="The short form y (1 - y) holds for the output y. Which array did you keep?",
        ),
        Wrong(
            "half of the slope",
            {"dout * self.y * (1 - self.y)": "dout * self.y"},
            hint="Your slope is still large where the curve is flat at the top. Which factor goes to 0 there?",
        ),
        Wrong(
            "tanh's slope",
            {"dout * self.y * (1 - self.y)": "dout * (1 - self.y**2)"},
            hint="That is the slope of another squashing function. At x = 0 the sigmoid's is 1/4.",
        ),
        Wrong(
            "gradient of the wrong sign",
            {"dout * self.y * (1 - self.y)": "dout * self.y * (self.y - 1)"},
            hint="The sigmoid rises everywhere, so its slope is never below 0.",
        ),
        Wrong(
            "gradient passes untouched",
            {"dout * self.y * (1 - self.y)": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dx is still 0",
            {"dout * self.y * (1 - self.y)": "0 * dout"},
            hint="Forward is right. dx is 0 everywhere, as if it were still to be written.",
        ),
        Wrong(
            "input clipped",
            {"self.y = np": "x = np.clip(x, -20, 20)\n        self.y = np"},
            hint="Your tails are flat. Beyond your limit the sigmoid still falls, and still rises.",
        ),
        Wrong(
            "y squared for y (1 - y)",
            {"dout * self.y * (1 - self.y)": "dout * self.y**2"},
            hint="Your slope grows with x. It should be largest at 0 and vanish on both sides.",
        ),
    ),
)
