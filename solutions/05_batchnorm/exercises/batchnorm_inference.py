"""Batch normalization at test time: fixed statistics."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def batchnorm_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    """Batch normalization at test time, with the statistics that training has left: y, shaped like x.

        y = gamma * (x - running_mean) / sqrt(running_var + eps) + beta

    x: (N, C) or (N, C, H, W); N may be 1, and what else is in the batch makes no difference. The others: (C,).
    Nothing is changed.
    """
    ### BEGIN SOLUTION
    shape = (x.shape[1], *[1] * (x.ndim - 2))
    x_hat = (x - running_mean.reshape(shape)) / np.sqrt(running_var.reshape(shape) + eps)
    return gamma.reshape(shape) * x_hat + beta.reshape(shape)
    ### END SOLUTION


def one_line_per_channel(x, gamma, beta, running_mean, running_var, eps=1e-5):
    """A straight line per channel: one factor, one summand."""
    slope = gamma * (running_var + eps) ** -0.5
    start = beta - running_mean * slope
    return np.stack([slope[c] * x[:, c] + start[c] for c in range(x.shape[1])], axis=1)


def torch_inference(x, gamma, beta, running_mean, running_var, eps=1e-5):
    """torch.nn.functional.batch_norm with training off."""
    import torch

    t, g, b, mean, var = (torch.tensor(np.array(a)) for a in (x, gamma, beta, running_mean, running_var))
    return torch.nn.functional.batch_norm(t, mean, var, g, b, False, eps=eps).numpy()


def batch(rng, shape, dtype="float64", layout="C", **options):
    """Variances from 1 down to 1e-3, so that eps matters; the batch has statistics of its own."""
    c = shape[1]
    per_channel = [rng.uniform(0.5, 1.5, c), rng.normal(size=c), rng.normal(size=c), np.geomspace(1.3, 1e-3, c)]
    args = [inputs.uneven(rng, shape, quiet=0.2), *per_channel]
    return {"args": [a.astype(dtype) for a in args], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    batchnorm_inference,
    points=2,
    ids=("NRM-04",),
    source="Ioffe & Szegedy 2015, Batch Normalization, Algorithm 2, line 11",
    family=families.NORMALIZATION,
    probe=probes.call,
    oracle=torch_inference,
    cases=(
        Case("one sample", lambda rng: batch(rng, (1, 3), eps=0.01), public=True, about="x (1, 3), eps 0.01"),
        Case("three samples, default eps", lambda rng: batch(rng, (3, 2)), public=True, about="x (3, 2)"),
        Case(
            "images",
            lambda rng: batch(rng, (2, 3, 2, 3), eps=0.01),
            public=True,
            weight=2,
            about="x (2, 3, 2, 3), eps 0.01",
        ),
        Case("images, column-major", lambda rng: batch(rng, (2, 3, 4, 2), layout="F", eps=0.05)),
        Case("every other column of a wider batch", lambda rng: batch(rng, (5, 4), layout="strided", eps=0.02)),
        Case("float32", lambda rng: batch(rng, (4, 3), dtype="float32", eps=0.1), tolerance=FLOAT32),
    ),
    right=(
        Right("a straight line per channel", task=one_line_per_channel),
        Right(
            "through einsum",
            {"gamma.reshape(shape) * x_hat + beta": 'np.einsum("c,nc...->nc...", gamma, x_hat) + beta'},
        ),
    ),
    hint="Take a single sample whose numbers equal running_mean: what is y? Then move it by one standard deviation.",
    wrong=(
        Wrong(
            "statistics of the batch",
            {
                "running_mean.reshape(shape)": "x.mean(axis=(0, *range(2, x.ndim))).reshape(shape)",
                "running_var.reshape(shape)": "x.var(axis=(0, *range(2, x.ndim))).reshape(shape)",
            },
            hint=(
                "The answer for one image depends on the others that you ask about. Should it?",
                "At test time mean and variance are fixed: they come as arguments.",
            ),
        ),
        Wrong(
            "eps outside the root",
            {"np.sqrt(running_var.reshape(shape) + eps)": "(np.sqrt(running_var.reshape(shape)) + eps)"},
            hint=(
                "Channels of small variance are off.",
                "A layer has to be the same function in training and at test. Where did eps stand in the forward?",
            ),
        ),
        Wrong(
            "eps missing",
            {"running_var.reshape(shape) + eps": "running_var.reshape(shape)"},
            hint="Training divided by the root of var + eps. What do you divide by?",
        ),
        Wrong(
            "gamma and beta left out",
            {"gamma.reshape(shape) * x_hat + beta.reshape(shape)": "x_hat"},
            hint="What the network has learned, gamma and beta, belongs to the test too.",
        ),
        Wrong(
            "beta added before scaling",
            {
                "gamma.reshape(shape) * x_hat + beta.reshape(shape)": (
                    "gamma.reshape(shape) * (x_hat + beta.reshape(shape))"
                )
            },
            hint="Where x equals the running mean, y should be beta. What is it with you?",
        ),
        Wrong(
            "variance instead of its root",
            {"np.sqrt(running_var.reshape(shape) + eps)": "(running_var.reshape(shape) + eps)"},
            hint="running_var is a variance. Which unit has it, if x is in metres?",
        ),
        Wrong(
            "variance taken for a standard deviation",
            {"np.sqrt(running_var.reshape(shape) + eps)": "np.sqrt(running_var.reshape(shape) ** 2 + eps)"},
            hint="running_var is a square already.",
        ),
        Wrong(
            "channels taken from the last axis",
            {"(x.shape[1], *[1] * (x.ndim - 2))": "-1"},
            hint=(
                "For (N, C) you are right, for images not.",
                "Channels are axis 1; an array (C,) meets the last axis unless you give it more.",
            ),
        ),
        Wrong(
            "mean of the batch",
            {"running_mean.reshape(shape)": "x.mean(axis=(0, *range(2, x.ndim))).reshape(shape)"},
            hint="You subtract the mean of this batch. At test time mean and variance are both fixed.",
        ),
        Wrong(
            "variance of the batch",
            {"running_var.reshape(shape)": "x.var(axis=(0, *range(2, x.ndim))).reshape(shape)"},
            hint="You divide by the spread of this batch. At test time mean and variance are both fixed.",
        ),
        Wrong(
            "mean not subtracted",
            {"(x - running_mean.reshape(shape))": "x"},
            hint="Where x equals the running mean, y should be beta. What is it with you?",
        ),
        Wrong(
            "gamma left out",
            {"gamma.reshape(shape) * x_hat": "x_hat"},
            hint="Your y is off by a factor per channel, apart from beta. What scales x_hat?",
        ),
        Wrong(
            "beta left out",
            {"x_hat + beta.reshape(shape)": "x_hat"},
            hint="Where x equals the running mean, your y is 0. What should it be?",
        ),
        Wrong(
            "beta subtracted",
            {"x_hat + beta.reshape(shape)": "x_hat - beta.reshape(shape)"},
            hint="Where x equals the running mean, your y is minus beta.",
        ),
        Wrong(
            "an eps of its own, outside the root",
            {"np.sqrt(running_var.reshape(shape) + eps)": "(np.sqrt(running_var.reshape(shape)) + 1e-3)"},
            hint="Another eps changes nothing in your function, and yours is added after the root.",
        ),
    ),
)
