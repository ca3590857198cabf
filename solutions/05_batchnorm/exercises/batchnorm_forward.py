"""Batch normalization, the way forward in training."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    """Batch normalization in training: (y, mean, var).

        mean = mean of each channel over the batch              (C,)
        var  = mean of (x - mean)^2, over the same elements     (C,), biased: divided by m, not m - 1
        y    = gamma * (x - mean) / sqrt(var + eps) + beta      shaped like x

    x: (N, C), with m = N numbers per channel, or (N, C, H, W), with m = N * H * W; m >= 1; left unchanged.
    gamma, beta: (C,). eps: under the root, here and everywhere in this lab. mean and var have one axis: (C,).
    """
    ### BEGIN SOLUTION
    axes = (0, *range(2, x.ndim))
    shape = (x.shape[1], *[1] * (x.ndim - 2))
    mean, var = x.mean(axis=axes), x.var(axis=axes)
    x_hat = (x - mean.reshape(shape)) / np.sqrt(var.reshape(shape) + eps)
    y = gamma.reshape(shape) * x_hat + beta.reshape(shape)
    return y, mean, var
    ### END SOLUTION


def channel_by_channel(x, gamma, beta, eps=1e-5):
    """Loops over the channels and never reshapes."""
    y, means, variances = np.empty_like(x), [], []
    for c in range(x.shape[1]):
        mu = np.sum(x[:, c]) / x[:, c].size
        off = x[:, c] - mu
        v = np.sum(off * off) / off.size
        y[:, c] = off * (gamma[c] / (v + eps) ** 0.5) + beta[c]
        means.append(mu)
        variances.append(v)
    return y, np.array(means), np.array(variances)


def channels_last(x, gamma, beta, eps=1e-5):
    """Moves the channels to the end, flattens the rest, and keeps statistics of shape (1, C) while it works."""
    moved = np.moveaxis(x, 1, -1)
    rows = moved.reshape(-1, x.shape[1])
    mean, var = rows.mean(axis=0, keepdims=True), rows.var(axis=0, keepdims=True)
    y = np.einsum("nc,c->nc", (rows - mean) / np.sqrt(var + eps), gamma) + beta
    return np.moveaxis(y.reshape(moved.shape), -1, 1), mean[0], var[0]


def torch_forward(x, gamma, beta, eps=1e-5):
    """torch.nn.functional.batch_norm; refuses a single number, and is near zero only as exact as the rest."""
    import torch

    axes = (0, *range(2, x.ndim))
    first = x[(slice(0, 1), slice(None), *[slice(0, 1)] * (x.ndim - 2))]
    t, g, b = (torch.tensor(np.array(a)) for a in (x - first, gamma, beta))
    var, mean = torch.var_mean(t, dim=axes, correction=0)
    single = t.numel() == t.shape[1]
    y = torch.nn.functional.batch_norm(t, mean if single else None, var if single else None, g, b, not single, eps=eps)
    return y.numpy(), mean.numpy() + first.ravel(), var.numpy()


def batch(rng, shape, quiet=0.05, dtype="float64", layout="C", **options):
    """A batch whose channels differ in mean and spread, with gamma and beta of its own."""
    c = shape[1]
    gamma, beta = rng.uniform(0.5, 1.5, c).astype(dtype), rng.normal(size=c).astype(dtype)
    args = [inputs.uneven(rng, shape, quiet=quiet, dtype=dtype), gamma, beta]
    return {"args": args, "kwargs": options, "returns": ["y", "mean", "var"], "layout": layout}


def far_from_zero(rng):
    """Eight numbers per channel near a million, in steps of 1/1024: their sum is exact, their squares are not."""
    drawn = batch(rng, (8, 2))
    drawn["args"][0] = 1e6 + np.round(1024 * rng.normal(size=(8, 2))) / 1024
    return drawn


EXERCISE = Exercise(
    batchnorm_forward,
    points=3,
    ids=("NRM-02",),
    source="Ioffe & Szegedy 2015, Batch Normalization, Algorithm 1",
    family=families.NORMALIZATION,
    probe=probes.call,
    shares={"y": 4},
    oracle=torch_forward,
    cases=(
        Case(
            "three samples, large eps",
            lambda rng: batch(rng, (3, 2), eps=0.1),
            public=True,
            about="x (3, 2), eps 0.1",
        ),
        Case(
            "four samples, a channel that hardly varies",
            lambda rng: batch(rng, (4, 3), quiet=0.005),
            public=True,
            about="x (4, 3), one spread near 0.005, default eps",
        ),
        Case(
            "images",
            lambda rng: batch(rng, (2, 3, 2, 3), eps=0.01),
            public=True,
            weight=2,
            about="x (2, 3, 2, 3), eps 0.01",
        ),
        Case(
            "far from zero",
            far_from_zero,
            public=True,
            weight=0.5,
            about="x (8, 2) near 1e6: the variance has to survive",
        ),
        Case("a batch of one", lambda rng: batch(rng, (1, 4), eps=0.01), weight=0.5),
        Case("one image, column-major", lambda rng: batch(rng, (1, 2, 3, 2), layout="F", eps=0.05)),
        Case("every other column of a wider batch", lambda rng: batch(rng, (6, 4), layout="strided", eps=0.02)),
        Case(
            "float32",
            lambda rng: batch(rng, (5, 3), quiet=0.3, dtype="float32", eps=0.1),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("channel by channel", task=channel_by_channel),
        Right("channels moved to the end", task=channels_last),
    ),
    hint=(
        "Print the mean and the variance of y for each channel, with gamma 1 and beta 0. Then take images: over "
        "which axes does each statistic run?"
    ),
    wrong=(
        Wrong(
            "eps outside the root",
            {"np.sqrt(var.reshape(shape) + eps)": "(np.sqrt(var.reshape(shape)) + eps)"},
            hint=(
                "Where a channel hardly varies, your y is off.",
                "eps is added to the variance. What is the root taken of?",
            ),
        ),
        Wrong(
            "eps missing",
            {"var.reshape(shape) + eps": "var.reshape(shape)"},
            hint="What do you divide by when all numbers of a channel are the same?",
        ),
        Wrong(
            "unbiased variance",
            {"x.var(axis=axes)": "x.var(axis=axes, ddof=1)"},
            hint=(
                "With few samples your y is too small.",
                "In training Algorithm 1 divides by m. The m - 1 comes later, with the running variance.",
            ),
        ),
        Wrong(
            "beta added before scaling",
            {
                "gamma.reshape(shape) * x_hat + beta.reshape(shape)": (
                    "gamma.reshape(shape) * (x_hat + beta.reshape(shape))"
                )
            },
            hint="What is the mean of your y, per channel? It should be beta, whatever gamma is.",
        ),
        Wrong(
            "gamma and beta left out",
            {"gamma.reshape(shape) * x_hat + beta.reshape(shape)": "x_hat"},
            hint="Your y has mean 0 and variance 1. What would the network like to have instead?",
        ),
        Wrong(
            "statistics over all axes",
            {"x.mean(axis=axes), x.var(axis=axes)": ("np.full(x.shape[1], x.mean()), np.full(x.shape[1], x.var())")},
            hint="Every channel has a mean and a variance of its own. Over which axes do you take yours?",
        ),
        Wrong(
            "statistics of each sample",
            {"(0, *range(2, x.ndim))": "tuple(range(1, x.ndim))", "(x.shape[1], *": "(-1, *"},
            hint=(
                "You normalize each sample by itself; that is another method's idea.",
                "Batch normalization compares one channel across the batch.",
            ),
        ),
        Wrong(
            "images: every pixel for itself",
            {
                "(0, *range(2, x.ndim))": "0",
                "(x.shape[1], *[1] * (x.ndim - 2))": "x.shape[1:]",
                "gamma.reshape(shape) * x_hat + beta.reshape(shape)": (
                    "gamma.reshape(-1, *[1] * (x.ndim - 2)) * x_hat + beta.reshape(-1, *[1] * (x.ndim - 2))"
                ),
            },
            hint=(
                "For (N, C) you are right, for images not.",
                "All pixels of a channel share a mean: it has C numbers, not C * H * W.",
            ),
        ),
        Wrong(
            "variance instead of its root",
            {"np.sqrt(var.reshape(shape) + eps)": "(var.reshape(shape) + eps)"},
            hint="What is the variance of your normalized channels? Dividing by which number would make it 1?",
        ),
        Wrong(
            "variance not about the mean",
            {"x.var(axis=axes)": "(x**2).mean(axis=axes)"},
            hint="This is the mean of the squares. A variance is the mean of the squared distances from the mean.",
        ),
        Wrong(
            "one-pass variance",
            {"x.var(axis=axes)": "(x**2).mean(axis=axes) - x.mean(axis=axes) ** 2"},
            hint=(
                "Only numbers far from zero go wrong.",
                "Two huge, nearly equal numbers are subtracted: what is left is rounding. Subtract the mean first.",
            ),
        ),
        Wrong(
            "statistics of shape (1, C)",
            {"return y, mean, var": "return y, mean[None], var[None]"},
            hint=(
                "Your numbers are right. Compare the shape of your mean with (C,).",
                "keepdims leaves an axis of length 1; give it away before returning.",
            ),
        ),
        Wrong(
            "works for two axes only",
            {
                "(0, *range(2, x.ndim))": "0",
                "(x.shape[1], *[1] * (x.ndim - 2))": "x.shape[1:]",
                "gamma.reshape(shape) * x_hat + beta.reshape(shape)": "gamma * x_hat + beta",
            },
            hint="For (N, C) you are right; images are still to come. There a channel has pixels as well as samples.",
        ),
        Wrong(
            "two axes only, images raise",
            {"axes = (0, *range(2, x.ndim))": "n, c = x.shape\n    axes = 0"},
            hint="For (N, C) you are right; images end in an error. x may have four axes.",
        ),
        Wrong(
            "gamma and beta broadcast along the last axis",
            {"gamma.reshape(shape) * x_hat + beta.reshape(shape)": "gamma * x_hat + beta"},
            hint="Your statistics are right. For images gamma and beta meet the last axis, and channels are axis 1.",
        ),
        Wrong(
            "an eps of its own, outside the root",
            {"np.sqrt(var.reshape(shape) + eps)": "(np.sqrt(var.reshape(shape)) + 1e-3)"},
            hint="Another eps changes nothing in your function, and yours is added after the root.",
        ),
        Wrong(
            "standard deviation returned for the variance",
            {"return y, mean, var": "return y, mean, np.sqrt(var)"},
            hint="y is right. The third output is the variance; yours is its root.",
        ),
        Wrong(
            "root of var with eps returned",
            {"return y, mean, var": "return y, mean, np.sqrt(var + eps)"},
            hint="y is right. The third output is the variance; yours is what you divide by.",
        ),
        Wrong(
            "var with eps returned",
            {"return y, mean, var": "return y, mean, var + eps"},
            hint="y is right. The variance is returned as it is: eps only helps to divide.",
        ),
        Wrong(
            "unbiased variance returned",
            {"return y, mean, var": "return y, mean, x.var(axis=axes, ddof=1)"},
            hint="y is right. The variance that you return divides by m - 1, here it divides by m.",
        ),
        Wrong(
            "mean and variance swapped",
            {"return y, mean, var": "return y, var, mean"},
            hint="All three are right; compare the order in which you return them with the text.",
        ),
        Wrong(
            "statistics with every axis kept",
            {"return y, mean, var": "return y, mean.reshape(1, *shape), var.reshape(1, *shape)"},
            hint="Your numbers are right. keepdims leaves axes of length 1: mean and var have one axis, (C,).",
        ),
        Wrong(
            "y alone returned",
            {"return y, mean, var": "return y"},
            hint="y is right. Three things are to be returned: the mean and the variance are missing.",
        ),
        Wrong(
            "gamma left out",
            {"gamma.reshape(shape) * x_hat": "x_hat"},
            hint="All channels of your y have the same spread. What scales them?",
        ),
        Wrong(
            "beta left out",
            {"x_hat + beta.reshape(shape)": "x_hat"},
            hint="The mean of your y is 0 in every channel. What moves it?",
        ),
    ),
)
