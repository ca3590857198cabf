"""PReLU: the leak is learned, one for all units or one per channel."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class PReLU:
    """The parametric rectified linear unit: alpha is a parameter, and gets a gradient of its own.

        y       = x where x > 0, else alpha * x
        dy/dx   = 1 where x > 0, else alpha
        dalpha  = sum of dout * x over all elements with x <= 0 that share an alpha

    At the kink, x = 0, the slope by x is alpha. alpha may have any value, also above 1.

    alpha: (1,), one for all elements, or (C,), one per channel; float array, kept as it is. Channels are axis 1.
    dalpha: gradient of the loss by alpha, in alpha's shape; made by `backward`, anew each time.
    """

    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        """y, shaped like x. x: (N, C) or (N, C, H, W), left unchanged; keep what `backward` needs."""
        ### BEGIN SOLUTION
        self.x = x
        self.slope = self.alpha.reshape(len(self.alpha), *[1] * (x.ndim - 2))
        return np.maximum(x, 0) + self.slope * np.minimum(x, 0)
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`; also sets `dalpha`. dout: dL/dy, left unchanged."""
        ### BEGIN SOLUTION
        by_channel = np.moveaxis(dout * np.minimum(self.x, 0), 1, 0)
        self.dalpha = by_channel.reshape(len(self.alpha), -1).sum(axis=1)
        return np.where(self.x > 0, dout, self.slope * dout)
        ### END SOLUTION


class ChannelByChannel:
    """Loops over the channels; a shared alpha collects what all of them give."""

    def __init__(self, alpha):
        self.alpha = alpha

    def forward(self, x):
        self.x = x.copy()
        y = x.copy()
        for c in range(x.shape[1]):
            a = self.alpha[c % len(self.alpha)]
            y[:, c] = np.where(x[:, c] > 0, x[:, c], a * x[:, c])
        return y

    def backward(self, dout):
        self.dalpha = np.zeros_like(self.alpha)
        dx = dout.copy()
        for c in range(dout.shape[1]):
            place = c % len(self.alpha)
            down = self.x[:, c] <= 0
            self.dalpha[place] += np.sum(dout[:, c][down] * self.x[:, c][down])
            dx[:, c][down] *= self.alpha[place]
        return dx


EXERCISE = Exercise(
    PReLU,
    points=3,
    ids=("ACT-05",),
    source="He et al. 2015, Delving deep into rectifiers, eqs. 1-3; torch.nn.functional.prelu",
    family=families.ACTIVATION,
    probe=probes.layer,
    oracle=oracles.torch_layer(lambda torch, x, alpha: torch.nn.functional.prelu(x, alpha), "alpha"),
    cases=(
        Case(
            "forward alone, one alpha",
            lambda rng: inputs.layer_passes(rng, (3, 4), backward=False, alpha=rng.uniform(0.1, 0.5, 1)),
            public=True,
            about="x (3, 4), alpha (1,)",
        ),
        Case(
            "one alpha for all",
            lambda rng: inputs.layer_passes(rng, (3, 4), watch=["dalpha"], alpha=rng.uniform(0.1, 0.5, 1)),
            public=True,
            weight=2,
            about="x (3, 4), alpha (1,)",
        ),
        Case(
            "an alpha per channel, some above 1",
            lambda rng: inputs.layer_passes(
                rng, (5, 3), watch=["dalpha"], alpha=rng.uniform(0.5, 0.8, 3) * np.array([1, 2.5, 1])
            ),
            public=True,
            weight=2,
            about="x (5, 3), alpha (3,), the second above 1",
        ),
        Case(
            "images, an alpha per channel",
            lambda rng: inputs.layer_passes(rng, (2, 3, 2, 3), watch=["dalpha"], alpha=rng.uniform(0.1, 0.9, 3)),
            public=True,
            weight=2,
            about="x (2, 3, 2, 3), alpha (3,)",
        ),
        Case(
            "three passes, one of them empty",
            lambda rng: inputs.layer_passes(
                rng, (8, 2), (0, 2), (1, 2), watch=["dalpha"], alpha=rng.uniform(-0.9, 0.9, 2)
            ),
            public=True,
            about="forward and backward three times: x (8, 2), (0, 2), (1, 2)",
        ),
        Case(
            "at the kink",
            lambda rng: inputs.layer_passes(
                rng, (4, 3), watch=["dalpha"], values=(-2, -0.5, 0, 0.5, 3), alpha=rng.uniform(0.1, 0.5, 3)
            ),
            public=True,
            weight=0.5,
            about="inputs of exactly 0 among them",
        ),
        Case(
            "images, one alpha, column-major",
            lambda rng: inputs.layer_passes(
                rng, (3, 2, 4, 2), watch=["dalpha"], layout="F", alpha=rng.uniform(0.1, 0.5, 1)
            ),
        ),
        Case(
            "float32",
            lambda rng: inputs.layer_passes(
                rng, (4, 3), watch=["dalpha"], dtype="float32", alpha=rng.uniform(0.1, 0.5, 3).astype("float32")
            ),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("channel by channel", task=ChannelByChannel),
        Right(
            "sum over the other axes",
            {
                "by_channel.reshape(len(self.alpha), -1).sum(axis=1)": (
                    "by_channel.sum(axis=tuple(range(1, dout.ndim)))\n"
                    "        if len(self.alpha) == 1:\n"
                    "            self.dalpha = self.dalpha.sum(keepdims=True)"
                )
            },
        ),
    ),
    hint="Look at one channel first, then at two with different alphas. Which elements of x share an alpha?",
    wrong=(
        Wrong(
            "the larger of alpha x and x",
            {"np.maximum(x, 0) + self.slope * np.minimum(x, 0)": "np.maximum(self.slope * x, x)"},
            hint=(
                "Where a learned alpha is above 1, your branches are swapped.",
                "For which alpha is alpha x the larger one when x < 0? Let the sign of x choose.",
            ),
        ),
        Wrong(
            "dalpha counts the positive side",
            {"dout * np.minimum(self.x, 0)": "dout * np.maximum(self.x, 0)"},
            hint="Which elements would change if alpha changed a little: those above 0, or those below?",
        ),
        Wrong(
            "dalpha leaves dout out",
            {"dout * np.minimum(self.x, 0)": "np.minimum(self.x, 0)"},
            hint="dy/dalpha is only half of it. The chain rule multiplies every element with its dL/dy.",
        ),
        Wrong(
            "dalpha leaves x out",
            {"dout * np.minimum(self.x, 0)": "dout * (self.x <= 0)"},
            hint="On the negative side y = alpha x. What is its derivative by alpha?",
        ),
        Wrong(
            "dalpha averaged",
            {".sum(axis=1)": ".sum(axis=1) / len(dout)"},
            hint=(
                "Your gradient is too small by a factor. Is it the batch size?",
                "dL/dy already holds whatever averaging the loss does; here elements are summed.",
            ),
        ),
        Wrong(
            "dalpha added up over passes",
            {"self.dalpha = by": "self.dalpha = getattr(self, 'dalpha', 0) + by"},
            hint="The first gradient is right, the second holds the first as well. When does it start at 0?",
        ),
        Wrong(
            "dalpha of the wrong sign",
            {"np.minimum(self.x, 0), 1, 0": "np.maximum(-self.x, 0), 1, 0"},
            hint="On the negative side dy/dalpha is x itself, with its sign.",
        ),
        Wrong(
            "channels taken from the last axis",
            {
                "self.alpha.reshape(len(self.alpha), *[1] * (x.ndim - 2))": "self.alpha",
                "np.minimum(self.x, 0), 1, 0": "np.minimum(self.x, 0), -1, 0",
            },
            hint=(
                "For (N, C) you are right, for images not.",
                "In (N, C, H, W) channels are axis 1. Along which axis does (C,) broadcast?",
            ),
        ),
        Wrong(
            "slope 1 at the kink",
            {"np.where(self.x > 0": "np.where(self.x >= 0"},
            hint=(
                "Only inputs of exactly 0 go wrong.",
                "By the convention in the text, x = 0 belongs to the negative side.",
            ),
        ),
        Wrong(
            "no leak on the way back",
            {"self.slope * dout": "0 * dout"},
            hint="Forward your unit leaks, backward it is a plain ReLU. What is the slope of alpha x?",
        ),
        Wrong(
            "gradient passes untouched",
            {"np.where(self.x > 0, dout, self.slope * dout)": "1 * dout"},
            hint="Forward is right. backward hands dout on as it is: the slope is missing.",
        ),
        Wrong(
            "dalpha not summed",
            {"by_channel.reshape(len(self.alpha), -1).sum(axis=1)": "dout * np.minimum(self.x, 0)"},
            hint="Your dalpha has a number for each element. All elements that share an alpha are added up.",
        ),
        Wrong(
            "dalpha summed over the batch alone",
            {"by_channel.reshape(len(self.alpha), -1).sum(axis=1)": "(dout * np.minimum(self.x, 0)).sum(axis=0)"},
            hint="Your dalpha is summed over the samples only. dalpha has the shape of alpha.",
        ),
        Wrong(
            "dalpha summed over everything",
            {"by_channel.reshape(len(self.alpha), -1).sum(axis=1)": "by_channel.sum()"},
            hint="One alpha for all is right. With an alpha per channel each has a gradient of its own.",
        ),
        Wrong(
            "dalpha never set",
            {"self.dalpha = by_channel": "by_channel"},
            hint="backward gives dx. The gradient of alpha is still to be made: self.dalpha.",
        ),
        Wrong(
            "dalpha times alpha",
            {"dout * np.minimum(self.x, 0)": "self.slope * dout * np.minimum(self.x, 0)"},
            hint="Does the derivative of alpha x by alpha still hold alpha?",
        ),
    ),
    survivors={
        "self.dalpha = by_channel.reshape(len(self.alpha), -1).sum(axis=1) -> "
        "self.dalpha = by_channel.reshape(len(self.alpha), -2).sum(axis=1)": (
            "NumPy takes any negative side for the one to be found out"
        ),
    },
)
