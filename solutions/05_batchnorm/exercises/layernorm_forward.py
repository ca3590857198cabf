"""Layer normalization, the way forward."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def layernorm_forward(x, gamma, beta, eps=1e-5):
    """Layer normalization: every sample by itself, over its features: y, shaped like x.

        mean = mean of x over the last axis
        var  = mean of (x - mean)^2 over the last axis          biased: divided by D
        y    = gamma * (x - mean) / sqrt(var + eps) + beta

    x: (N, D), or (N, T, D) with T positions, each normalized by itself; left unchanged. gamma, beta: (D,), one per
    feature. The same in training and at test: nothing is remembered.
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=-1, keepdims=True)
    var = x.var(axis=-1, keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta
    ### END SOLUTION


def row_by_row(x, gamma, beta, eps=1e-5):
    """Loops over all samples and positions."""
    rows = x.reshape(-1, x.shape[-1])
    y = np.empty_like(rows)
    for i, row in enumerate(rows):
        off = row - np.sum(row) / len(row)
        y[i] = off * gamma / (np.dot(off, off) / len(row) + eps) ** 0.5 + beta
    return y.reshape(x.shape)


def torch_layernorm(x, gamma, beta, eps=1e-5):
    """torch.nn.functional.layer_norm over the last axis."""
    import torch

    t, g, b = (torch.tensor(np.array(a)) for a in (x, gamma, beta))
    return torch.nn.functional.layer_norm(t, g.shape, g, b, eps).numpy()


def batch(rng, shape, quiet=0.05, dtype="float64", layout="C", **options):
    """Samples that differ in mean and spread, with gamma and beta per feature."""
    gamma, beta = rng.uniform(0.5, 1.5, shape[-1]).astype(dtype), rng.normal(size=shape[-1]).astype(dtype)
    args = [inputs.uneven(rng, shape, axis=0, quiet=quiet, dtype=dtype), gamma, beta]
    return {"args": args, "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    layernorm_forward,
    points=2,
    ids=(),
    source="Ba, Kiros & Hinton 2016, Layer Normalization, eqs. 3-4; torch.nn.LayerNorm",
    family=families.NORMALIZATION,
    probe=probes.call,
    oracle=torch_layernorm,
    cases=(
        Case("one sample", lambda rng: batch(rng, (1, 3), eps=0.1), public=True, about="x (1, 3), eps 0.1"),
        Case(
            "three samples, one that hardly varies",
            lambda rng: batch(rng, (3, 3), quiet=0.005),
            public=True,
            about="x (3, 3), one spread near 0.005, default eps",
        ),
        Case(
            "a batch of sequences",
            lambda rng: batch(rng, (2, 4, 3), eps=0.01),
            public=True,
            weight=2,
            about="x (2, 4, 3), eps 0.01",
        ),
        Case("sequences, column-major", lambda rng: batch(rng, (3, 2, 4), layout="F", eps=0.05)),
        Case("every other feature of wider samples", lambda rng: batch(rng, (4, 5), layout="strided", eps=0.02)),
        Case(
            "float32",
            lambda rng: batch(rng, (3, 6), quiet=0.3, dtype="float32", eps=0.1),
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("row by row", task=row_by_row),
        Right("mean square of what is off", {"x.var(axis=-1, keepdims=True)": "((x - mean) ** 2).mean(-1)[..., None]"}),
    ),
    hint=(
        "Print the mean and the variance of each sample of y, with gamma 1 and beta 0. What else is in the batch "
        "should not matter."
    ),
    wrong=(
        Wrong(
            "statistics over the batch",
            {"x.mean(axis=-1": "x.mean(axis=0", "x.var(axis=-1": "x.var(axis=0"},
            hint=(
                "This is batch normalization: your answer for a sample depends on the others.",
                "What is averaged here are the features of one sample: which axis is that?",
            ),
        ),
        Wrong(
            "sequences: all positions together",
            {
                "x.mean(axis=-1": "x.mean(axis=tuple(range(1, x.ndim))",
                "x.var(axis=-1": "x.var(axis=tuple(range(1, x.ndim))",
            },
            hint=(
                "For (N, D) you are right, for sequences not.",
                "Every position has a mean of its own; only the last axis is averaged.",
            ),
        ),
        Wrong(
            "one mean for everything",
            {"x.mean(axis=-1": "x.mean(axis=None", "x.var(axis=-1": "x.var(axis=None"},
            hint="How many means has a batch of N samples?",
        ),
        Wrong(
            "eps missing",
            {"(var + eps)\n": "(var)\n"},
            hint="What do you divide by when all features of a sample are the same?",
        ),
        Wrong(
            "unbiased variance",
            {"x.var(axis=-1, keepdims=True)": "x.var(axis=-1, keepdims=True, ddof=1)"},
            hint="With few features your y is too small. By what does the formula divide?",
        ),
        Wrong(
            "gamma and beta left out",
            {"gamma * x_hat + beta": "x_hat"},
            hint="Your y has mean 0 and variance 1 in each sample. What did the network learn instead?",
        ),
        Wrong(
            "beta added before scaling",
            {"gamma * x_hat + beta": "gamma * (x_hat + beta)"},
            hint="gamma scales x_hat alone. What comes last?",
        ),
        Wrong(
            "variance instead of its root",
            {"np.sqrt(var + eps)\n": "(var + eps)\n"},
            hint="Dividing by which number makes a variance 1?",
        ),
        Wrong(
            "axis 1 instead of the last",
            {"x.mean(axis=-1": "x.mean(axis=1", "x.var(axis=-1": "x.var(axis=1"},
            hint="For (N, D) you are right. In (N, T, D) axis 1 holds the positions; the features are the last axis.",
        ),
        Wrong(
            "works for three axes only",
            {"x.mean(axis=-1": "x.mean(axis=2", "x.var(axis=-1": "x.var(axis=2"},
            hint="Sequences are right; (N, D) has no axis 2. How is the last axis called, however many there are?",
        ),
        Wrong(
            "keepdims forgotten",
            {"x.mean(axis=-1, keepdims=True)": "x.mean(axis=-1)", "x.var(axis=-1, keepdims=True)": "x.var(axis=-1)"},
            hint="A number per sample, of shape (N,), is broadcast along the features, as if it belonged to them.",
        ),
        Wrong(
            "mean not subtracted",
            {"(x - mean) / np": "x / np"},
            hint="What is the mean of each sample after your normalization?",
        ),
        Wrong(
            "variance not about the mean",
            {"x.var(axis=-1, keepdims=True)": "(x**2).mean(axis=-1, keepdims=True)"},
            hint="This is the mean of the squares. A variance is the mean of the squared distances from the mean.",
        ),
        Wrong(
            "gamma left out",
            {"gamma * x_hat": "x_hat"},
            hint="Your y is off by a factor per feature, apart from beta. What scales x_hat?",
        ),
        Wrong(
            "beta left out",
            {"x_hat + beta": "x_hat"},
            hint="Your y has mean 0 where gamma is 1. What moves it?",
        ),
    ),
)
