"""Batch normalization as a layer: with parameters, a memory, and a switch."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, oracles, probes


class BatchNorm:
    """Batch normalization with a training switch, in torch's convention.

    While `training` is true, `forward` normalizes with the batch's own mean and biased variance, and updates the
    running statistics with momentum * new + (1 - momentum) * old, where the new variance is unbiased. While it is
    false, `forward` normalizes with the running statistics and leaves them alone. eps stands under the root in both.

    gamma, beta: (C,) float arrays. x: (N, C) or (N, C, H, W), with at least two numbers per channel in training.
    running_mean, running_var: (C,), at first 0 and 1, in gamma's dtype.
    dgamma, dbeta: (C,), gradients of the loss by gamma and beta; made by `backward`, anew each time.
    """

    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        ### BEGIN SOLUTION
        self.running_mean = np.zeros_like(gamma)
        self.running_var = np.ones_like(gamma)
        ### END SOLUTION

    def forward(self, x):
        """y, shaped like x, which is left unchanged; in training keep what `backward` needs."""
        ### BEGIN SOLUTION
        axes = (0, *range(2, x.ndim))
        shape = (x.shape[1], *[1] * (x.ndim - 2))
        gamma, beta = self.gamma.reshape(shape), self.beta.reshape(shape)
        if not self.training:
            mean, var = self.running_mean.reshape(shape), self.running_var.reshape(shape)
            return gamma * (x - mean) / np.sqrt(var + self.eps) + beta
        keep, move = 1 - self.momentum, self.momentum
        self.running_mean = keep * self.running_mean + move * x.mean(axis=axes)
        self.running_var = keep * self.running_var + move * x.var(axis=axes, ddof=1)
        std = np.sqrt(x.var(axis=axes, keepdims=True) + self.eps)
        self.x_hat = (x - x.mean(axis=axes, keepdims=True)) / std
        self.slope = gamma / std
        return gamma * self.x_hat + beta
        ### END SOLUTION

    def backward(self, dout):
        """dx = dL/dx at the x of the latest `forward`, one in training; also sets `dgamma` and `dbeta`.

        dout: dL/dy, shaped like x, left unchanged.
        """
        ### BEGIN SOLUTION
        axes = (0, *range(2, dout.ndim))
        product = dout * self.x_hat
        self.dgamma, self.dbeta = product.sum(axis=axes), dout.sum(axis=axes)
        centered = dout - dout.mean(axis=axes, keepdims=True)
        return self.slope * (centered - self.x_hat * product.mean(axis=axes, keepdims=True))
        ### END SOLUTION


class OnRows:
    """Turns every batch into rows of one channel each, and goes back operation by operation."""

    def __init__(self, gamma, beta, momentum=0.1, eps=1e-5):
        self.gamma, self.beta, self.momentum, self.eps = gamma, beta, momentum, eps
        self.training = True
        self.running_mean, self.running_var = 0 * gamma, 0 * gamma + 1

    def forward(self, x):
        rows = np.moveaxis(x, 1, 0).reshape(x.shape[1], -1)
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean = rows.mean(axis=1)
            var = np.mean((rows - mean[:, None]) ** 2, axis=1)
            m = rows.shape[1]
            self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
            self.running_var = self.running_var + self.momentum * (var * m / (m - 1) - self.running_var)
        self.off, self.inverse = rows - mean[:, None], ((var + self.eps) ** -0.5)[:, None]
        return self.unrow(self.gamma[:, None] * self.off * self.inverse + self.beta[:, None], x.shape)

    def backward(self, dout):
        upstream = np.moveaxis(dout, 1, 0).reshape(dout.shape[1], -1)
        self.dbeta = np.sum(upstream, axis=1)
        self.dgamma = np.einsum("cm,cm,c->c", upstream, self.off, self.inverse[:, 0])
        dx_hat = self.gamma[:, None] * upstream
        dvar = -0.5 * self.inverse**3 * np.sum(dx_hat * self.off, axis=1, keepdims=True)
        doff = dx_hat * self.inverse + 2 / upstream.shape[1] * self.off * dvar
        return self.unrow(doff - doff.mean(axis=1, keepdims=True), dout.shape)

    @staticmethod
    def unrow(rows, shape):
        return np.moveaxis(rows.reshape(shape[1], shape[0], *shape[2:]), 0, 1)


RUNNING = ["running_mean", "running_var"]
GRADS = ["dgamma", "dbeta"]


def passes(rng, *shapes, test=(), watch=(), quiet=0.05, dtype="float64", layout="C", **options):
    """Passes of these shapes; those numbered in `test`, from 1, with training off and no way back. At least one."""
    c = shapes[0][1]
    gamma, beta = rng.uniform(0.5, 1.5, c).astype(dtype), rng.normal(size=c).astype(dtype)
    turns = range(1, len(shapes) + 1)
    douts = [(0.5 + rng.normal(size=shape)).astype(dtype) for shape in shapes]
    return {
        "options": {"gamma": gamma, "beta": beta, **options},
        "xs": [inputs.uneven(rng, shape, quiet=quiet, dtype=dtype) for shape in shapes],
        "douts": [dout if set(watch) & set(GRADS) and turn not in test else None for turn, dout in zip(turns, douts)],
        "watch": list(watch),
        "changes": {str(turn): {"training": turn not in test} for turn in turns},
        "layout": layout,
    }


TRAINING_EPS_OUTSIDE = {
    "np.sqrt(x.var(axis=axes, keepdims=True) + self.eps)": "(np.sqrt(x.var(axis=axes, keepdims=True)) + self.eps)"
}
IN_PLACE = "self.running_{0} *= keep\n        self.running_{0} +="
MOVES_AT_THE_TEST = """if not self.training:
            move = self.momentum
            self.running_mean = (1 - move) * self.running_mean + move * x.mean(axis=axes)"""
TWO_VARIANCES = "Two variances are needed: the batch divides by m, the memory by m - 1."
_ALIKE = "gamma and beta have one shape and dtype"

EXERCISE = Exercise(
    BatchNorm,
    points=5,
    ids=("NRM-02", "NRM-03", "NRM-04", "NRM-05"),
    source="Ioffe & Szegedy 2015, Batch Normalization; torch.nn.BatchNorm1d and BatchNorm2d",
    family=families.NORMALIZATION,
    probe=probes.layer,
    shares={"y": 3, "dx": 3},
    oracle=oracles.TorchBatchNorm,
    cases=(
        Case(
            "two training batches",
            lambda rng: passes(rng, (3, 2), (4, 2), watch=RUNNING, momentum=0.7, eps=0.1),
            public=True,
            about="x (3, 2), then (4, 2), forward alone, momentum 0.7, eps 0.1",
        ),
        Case(
            "forward and backward",
            lambda rng: passes(rng, (4, 3), watch=GRADS, eps=0.1),
            public=True,
            weight=2,
            about="x (4, 3), eps 0.1",
        ),
        Case(
            "training, then two tests",
            lambda rng: passes(rng, (4, 3), (3, 3), (2, 3), (1, 3), test=(3, 4), watch=RUNNING, momentum=0.7, eps=0.01),
            public=True,
            weight=2,
            about="two training batches, then training off; momentum 0.7, eps 0.01",
        ),
        Case(
            "images, test and training in turns",
            lambda rng: passes(
                rng, (2, 3, 2, 3), (1, 3, 2, 3), (2, 3, 2, 3), test=(2,), watch=[*RUNNING, *GRADS], eps=0.02
            ),
            public=True,
            weight=2,
            about="x (2, 3, 2, 3), training, test, training; momentum 0.1, eps 0.02",
        ),
        Case(
            "default eps, an empty batch at the test",
            lambda rng: passes(rng, (5, 2), (0, 2), (5, 2), test=(2,), watch=[*RUNNING, *GRADS], quiet=0.005),
        ),
        Case(
            "images, column-major",
            lambda rng: passes(
                rng, (1, 2, 3, 2), (2, 2, 3, 2), (2, 2, 2, 2), test=(3,), watch=[*RUNNING, *GRADS], layout="F", eps=0.05
            ),
        ),
        Case(
            "float32",
            lambda rng: passes(
                rng, (5, 3), (5, 3), test=(2,), watch=[*RUNNING, *GRADS], dtype="float32", quiet=0.5, eps=0.1
            ),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("channels as rows", task=OnRows),
        Right(
            "running statistics updated in place",
            {
                "self.running_mean = keep * self.running_mean +": IN_PLACE.format("mean"),
                "self.running_var = keep * self.running_var +": IN_PLACE.format("var"),
            },
        ),
    ),
    hint=(
        "Look at one thing at a time: training forward, the running statistics after one batch and after two, "
        "test forward, backward."
    ),
    wrong=(
        Wrong(
            "eps outside the root",
            {"np.sqrt(var + self.eps)": "(np.sqrt(var) + self.eps)", **TRAINING_EPS_OUTSIDE},
            hint="Channels that hardly vary are off, in training and at test. What is the root taken of?",
        ),
        Wrong(
            "eps outside the root at test",
            {"np.sqrt(var + self.eps)": "(np.sqrt(var) + self.eps)"},
            hint="Training is right, the test is not: both divide by the same formula, only the variance is another.",
        ),
        Wrong(
            "eps missing",
            {"(var + self.eps": "(var", "keepdims=True) + self.eps": "keepdims=True)"},
            hint="Another eps changes nothing in your layer. What do you divide by when a channel does not vary?",
        ),
        Wrong(
            "running variance with eps in it",
            {"x.var(axis=axes, ddof=1)": "(x.var(axis=axes, ddof=1) + self.eps)"},
            hint="Your running variance is too large by eps. At test, eps comes on top once more.",
        ),
        Wrong(
            "running standard deviation",
            {"x.var(axis=axes, ddof=1)": "x.std(axis=axes, ddof=1)"},
            hint="What you keep is called running_var. What do you average?",
        ),
        Wrong(
            "biased running variance",
            {"axis=axes, ddof=1": "axis=axes"},
            hint=("y is right in training, the running variance is too small.", TWO_VARIANCES),
        ),
        Wrong(
            "unbiased variance in training",
            {"x.var(axis=axes, keepdims=True)": "x.var(axis=axes, keepdims=True, ddof=1)"},
            hint=("The running variance is right, y in training is too small.", TWO_VARIANCES),
        ),
        Wrong(
            "momentum reversed",
            {"= 1 - self.momentum, self.momentum": "= self.momentum, 1 - self.momentum"},
            hint="Here momentum is the weight of the *new* value, as in torch.",
        ),
        Wrong(
            "no moving average",
            {"= 1 - self.momentum, self.momentum": "= 0, 1"},
            hint="Your layer remembers its last batch alone.",
        ),
        Wrong(
            "statistics of shape (1, C)",
            {"np.zeros_like(gamma)": "np.zeros((1, len(gamma)))", "np.ones_like(gamma)": "np.ones((1, len(gamma)))"},
            hint="Your running statistics have an axis too many: (C,) is asked for.",
        ),
        Wrong(
            "gamma and beta left out at test",
            {"gamma * (x - mean)": "(x - mean)", "np.sqrt(var + self.eps) + beta": "np.sqrt(var + self.eps)"},
            hint="Training is right, the test is not: what the layer has learned belongs there too.",
        ),
        Wrong(
            "beta added before scaling",
            {
                "(x - mean) / np.sqrt(var + self.eps) + beta": "((x - mean) / np.sqrt(var + self.eps) + beta)",
                "self.x_hat + beta": "(self.x_hat + beta)",
            },
            hint="What is the mean of your y in training? It should be beta.",
        ),
        Wrong(
            "variance over all axes",
            {"x.var(axis=axes, keepdims=True)": "x.var()", "x.var(axis=axes, ddof=1)": "x.var(ddof=1)"},
            hint="One variance serves all your channels. Each has its own.",
        ),
        Wrong(
            "the switch changes nothing",
            {"if not self.training": "if False"},
            hint="With training off your layer still takes the batch's statistics. Which ones are fixed?",
        ),
        Wrong(
            "running mean moves at the test",
            {"if not self.training:": MOVES_AT_THE_TEST},
            hint="A test is no training: answering a question must not change the next answer.",
        ),
        Wrong(
            "mean and variance taken for constants",
            {"(centered - self.x_hat * product.mean(axis=axes, keepdims=True))": "dout"},
            hint="Forward is right; on the way back a change of one x moves the mean and the variance too.",
        ),
        Wrong(
            "eps missing on the way back",
            {"gamma / std": "gamma / x.std(axis=axes, keepdims=True)"},
            hint="Your dx is the gradient of a forward without eps, and yours has one.",
        ),
        Wrong(
            "dgamma of shape (1, C)",
            {
                "product.sum(axis=axes)": "product.sum(axis=axes)[None]",
                "dout.sum(axis=axes)": "dout.sum(axis=axes)[None]",
            },
            hint="Your numbers are right. A gradient has the shape of its parameter: gamma is (C,).",
        ),
        Wrong(
            "two axes only, images raise",
            {"shape = (x.shape[1], *[1] * (x.ndim - 2))": "n, c = x.shape\n        shape = (c,)"},
            hint="For (N, C) you are right; images end in an error. x may have four axes.",
        ),
        Wrong(
            "Keras's momentum and variance",
            {
                "= 1 - self.momentum, self.momentum": "= self.momentum, 1 - self.momentum",
                "axis=axes, ddof=1": "axis=axes",
            },
            hint="That is Keras's convention: momentum weighs the old value, and the running variance divides by m.",
        ),
        Wrong(
            "running variance starts at 0",
            {"np.ones_like(gamma)": "np.zeros_like(gamma)"},
            hint="Your running variance is too small from the first batch on. Where does it start?",
        ),
        Wrong(
            "running statistics in training",
            {
                "x.var(axis=axes, keepdims=True)": "self.running_var.reshape(shape)",
                "(x - x.mean(axis=axes, keepdims=True))": "(x - self.running_mean.reshape(shape))",
            },
            hint="In training a batch is normalized by its own mean and variance. The running ones are for the test.",
        ),
        Wrong(
            "gradients added up over passes",
            {
                "self.running_mean = np.zeros_like(gamma)": (
                    "self.running_mean = np.zeros_like(gamma)\n        self.dgamma, self.dbeta = 0 * gamma, 0 * gamma"
                ),
                "product.sum(axis=axes), dout.sum(axis=axes)": (
                    "self.dgamma + product.sum(axis=axes), self.dbeta + dout.sum(axis=axes)"
                ),
            },
            hint="The first pass is right. Then dgamma and dbeta still hold the gradients of the pass before.",
        ),
        Wrong(
            "dx is still dout",
            {"self.slope * (centered - self.x_hat * product.mean(axis=axes, keepdims=True))": "1 * dout"},
            hint="dgamma and dbeta are right. dx is dout as it came, as if the layer did nothing on the way back.",
        ),
        Wrong(
            "backward not written",
            {
                "self.dgamma, self.dbeta = product.sum(axis=axes), dout.sum(axis=axes)": "",
                "return self.slope * (centered - self.x_hat * product.mean(axis=axes, keepdims=True))": "return dout",
            },
            hint="Forward is right. backward makes no dgamma and dbeta so far.",
        ),
    ),
    survivors={
        "self.running_mean = np.zeros_like(gamma) -> self.running_mean = np.zeros_like(beta)": _ALIKE,
        "self.running_var = np.ones_like(gamma) -> self.running_var = np.ones_like(beta)": _ALIKE,
    },
)
