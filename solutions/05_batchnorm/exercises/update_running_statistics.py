"""Running statistics: what a layer remembers of its batches."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def update_running_statistics(running_mean, running_var, x, momentum=0.1):
    """The running statistics after one more batch: (running_mean, running_var), new arrays of shape (C,).

        running_mean <- (1 - momentum) * running_mean + momentum * mean
        running_var  <- (1 - momentum) * running_var  + momentum * var,   var = sum of (x - mean)^2 / (m - 1)

    This is torch's convention: momentum is the weight of the *new* value, and the variance is unbiased.
    x: (N, C), with m = N numbers per channel, or (N, C, H, W), with m = N * H * W; m >= 2.
    running_mean, running_var: (C,), left unchanged like x.
    """
    ### BEGIN SOLUTION
    axes = (0, *range(2, x.ndim))
    new_mean, new_var = x.mean(axis=axes), x.var(axis=axes, ddof=1)
    mean = (1 - momentum) * running_mean + momentum * new_mean
    var = (1 - momentum) * running_var + momentum * new_var
    return mean, var
    ### END SOLUTION


def towards_the_batch(running_mean, running_var, x, momentum=0.1):
    """Channels as rows, Bessel's factor by hand, and a step from the old value towards the new one."""
    rows = np.moveaxis(x, 1, 0).reshape(x.shape[1], -1)
    m = rows.shape[1]
    mean = rows.sum(axis=1) / m
    var = np.mean((rows - mean[:, None]) ** 2, axis=1) * m / (m - 1)
    return running_mean + momentum * (mean - running_mean), running_var + momentum * (var - running_var)


def torch_update(running_mean, running_var, x, momentum=0.1):
    """What torch's batch_norm does to the buffers it is handed."""
    import torch

    mean, var = torch.tensor(np.array(running_mean)), torch.tensor(np.array(running_var))
    torch.nn.functional.batch_norm(torch.tensor(np.array(x)), mean, var, training=True, momentum=momentum)
    return mean.numpy(), var.numpy()


def batch(rng, shape, dtype="float64", layout="C", **options):
    """Running statistics as they are in the middle of training, and one more batch."""
    c = shape[1]
    running = [rng.normal(size=c).astype(dtype), rng.uniform(0.5, 2.0, c).astype(dtype)]
    return {
        "args": [*running, inputs.uneven(rng, shape, quiet=0.3, dtype=dtype)],
        "kwargs": options,
        "returns": ["running_mean", "running_var"],
        "layout": layout,
    }


EXERCISE = Exercise(
    update_running_statistics,
    points=2,
    ids=("NRM-05",),
    source="torch.nn.BatchNorm1d and BatchNorm2d",
    family=families.NORMALIZATION,
    probe=probes.call,
    oracle=torch_update,
    cases=(
        Case(
            "two samples, momentum 0.7",
            lambda rng: batch(rng, (2, 3), momentum=0.7),
            public=True,
            about="x (2, 3), momentum 0.7",
        ),
        Case("default momentum", lambda rng: batch(rng, (5, 2)), public=True, about="x (5, 2), momentum 0.1"),
        Case(
            "images",
            lambda rng: batch(rng, (2, 3, 2, 2), momentum=0.4),
            public=True,
            weight=2,
            about="x (2, 3, 2, 2), momentum 0.4",
        ),
        Case("one image, column-major", lambda rng: batch(rng, (1, 2, 2, 3), layout="F", momentum=0.25)),
        Case("every other column of a wider batch", lambda rng: batch(rng, (7, 4), layout="strided", momentum=0.3)),
        Case("float32", lambda rng: batch(rng, (6, 3), dtype="float32", momentum=0.2), tolerance=FLOAT32),
    ),
    right=(
        Right("a step towards the batch", task=towards_the_batch),
        Right(
            "Bessel's factor in the update",
            {
                "x.var(axis=axes, ddof=1)": "x.var(axis=axes)",
                "momentum * new_var": "momentum * new_var / (1 - x.shape[1] / x.size)",
            },
        ),
    ),
    hint="Take one channel of two numbers and compute both statistics by hand, with a momentum that is not 0.5.",
    wrong=(
        Wrong(
            "momentum reversed",
            {
                "(1 - momentum) * running_mean + momentum * new_mean": (
                    "momentum * running_mean + (1 - momentum) * new_mean"
                ),
                "(1 - momentum) * running_var + momentum * new_var": (
                    "momentum * running_var + (1 - momentum) * new_var"
                ),
            },
            hint=(
                "With momentum 0.1 your statistics forget almost everything at each batch.",
                "TensorFlow's momentum is the weight of the old value, torch's that of the new one.",
            ),
        ),
        Wrong(
            "biased variance",
            {"x.var(axis=axes, ddof=1)": "x.var(axis=axes)"},
            hint=(
                "The means are right, the variances too small, most of all for small batches.",
                "The running variance stands for all the data: it divides by m - 1.",
            ),
        ),
        Wrong(
            "keeps the standard deviation",
            {"x.var(axis=axes, ddof=1)": "x.std(axis=axes, ddof=1)"},
            hint="What you keep is called running_var. What do you average?",
        ),
        Wrong(
            "no moving average",
            {"return mean, var": "return new_mean, new_var"},
            hint="Your statistics are those of the last batch alone. Where are the ones before it?",
        ),
        Wrong(
            "mean alone averaged",
            {"return mean, var": "return mean, new_var"},
            hint="The running mean is right. The running variance has a past too.",
        ),
        Wrong(
            "old value at full weight",
            {
                "(1 - momentum) * running_mean + momentum * new": "running_mean + momentum * new",
                "(1 - momentum) * running_var + momentum * new": "running_var + momentum * new",
            },
            hint="Your statistics grow with every batch. The two weights should add up to 1.",
        ),
        Wrong(
            "images: m - 1 from the samples alone",
            {"x.var(axis=axes, ddof=1)": "x.var(axis=axes) * len(x) / (len(x) - 1)"},
            hint=(
                "For (N, C) you are right, for images not.",
                "m counts all numbers of a channel, pixels as well as samples.",
            ),
        ),
        Wrong(
            "statistics over all axes",
            {"x.mean(axis=axes), x.var(axis=axes, ddof=1)": "x.mean(), x.var(ddof=1)"},
            hint="Every channel has a mean and a variance of its own.",
        ),
        Wrong(
            "statistics of shape (1, C)",
            {"return mean, var": "return mean[None], var[None]"},
            hint="Your numbers are right; the shape to keep is (C,).",
        ),
        Wrong(
            "works for two axes only",
            {"(0, *range(2, x.ndim))": "0"},
            hint="For (N, C) you are right; images are still to come. There a channel has pixels as well as samples.",
        ),
        Wrong(
            "TensorFlow's momentum and variance",
            {
                "x.var(axis=axes, ddof=1)": "x.var(axis=axes)",
                "mean = (1 - momentum)": "momentum = 1 - momentum\n    mean = (1 - momentum)",
            },
            hint=(
                "That is TensorFlow's convention: momentum weighs the old value, and the variance divides by m.",
                "In torch's convention, which is asked for, both are the other way.",
            ),
        ),
        Wrong(
            "keeps the biased standard deviation",
            {"x.var(axis=axes, ddof=1)": "x.std(axis=axes)"},
            hint="What you keep is called running_var: a variance, and one that divides by m - 1.",
        ),
        Wrong(
            "variance about the running mean",
            {
                "x.var(axis=axes, ddof=1)": (
                    "((x - running_mean.reshape(-1, *[1] * (x.ndim - 2))) ** 2).sum(axis=axes)"
                    " / (x.size / x.shape[1] - 1)"
                )
            },
            hint="The running mean is right. The new variance is taken about the mean of the batch itself.",
        ),
        Wrong(
            "variance about the running mean, biased",
            {"x.var(axis=axes, ddof=1)": "((x - running_mean.reshape(-1, *[1] * (x.ndim - 2))) ** 2).mean(axis=axes)"},
            hint="The running mean is right. The new variance is about the batch's own mean, and divides by m - 1.",
        ),
        Wrong(
            "variance about the new running mean",
            {
                "momentum * new_var\n": (
                    "momentum * ((x - mean.reshape(-1, *[1] * (x.ndim - 2))) ** 2).sum(axis=axes)"
                    " / (x.size / x.shape[1] - 1)\n"
                )
            },
            hint="The running mean is right. The new variance is taken about the mean of the batch itself.",
        ),
        Wrong(
            "mean alone updated",
            {"return mean, var": "return mean, running_var"},
            hint="The running mean is right. The running variance comes back as it went in.",
        ),
        Wrong(
            "new value at full weight",
            {"+ momentum * new_mean": "+ new_mean", "+ momentum * new_var": "+ new_var"},
            hint="Your statistics are too large. The two weights should add up to 1.",
        ),
        Wrong(
            "nothing returned",
            {"return mean, var": "running_mean = mean\n    running_var = var"},
            hint="Your function ends without a result. Which two arrays should it return?",
        ),
    ),
)
