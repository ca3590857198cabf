"""Whitening: inputs of mean 0, variance 1 and no correlation, as near to the originals as can be."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, inputs, probes


def zca_whiten(x, eps=0.0):
    """Whitens a batch: (whitened, p) of shapes (N, D) and (D, D).

        mu       = mean over the batch                          (D,)
        cov      = (x - mu)^T (x - mu) / N                      (D, D), divided by N, not N - 1
                 = u diag(lambda) u^T                           eigenvalues lambda, eigenvectors in the columns of u
        p        = u diag(1 / sqrt(lambda + eps)) u^T           symmetric: the root of the inverse of cov
        whitened = (x - mu) p

    x: (N, D) floats, one sample per row, left unchanged. eps: added to every eigenvalue, under the root; with N <= D
    some eigenvalues are 0 and it has to be positive.
    """
    ### BEGIN SOLUTION
    centered = x - x.mean(axis=0)
    values, vectors = np.linalg.eigh(centered.T @ centered / len(x))
    p = vectors / np.sqrt(values + eps) @ vectors.T
    return centered @ p, p
    ### END SOLUTION


def by_singular_values(x, eps=0.0):
    """Never makes the covariance matrix: the singular values of the centred batch are the roots of N lambda."""
    centered = x - np.mean(x, axis=0, keepdims=True)
    _, s, vt = np.linalg.svd(centered)
    values = np.zeros(x.shape[1], x.dtype)
    values[: len(s)] = s**2 / x.shape[0]
    p = np.einsum("kd,k,ke->de", vt, (values + eps) ** -0.5, vt)
    return np.einsum("nd,de->ne", centered, p), p


def torch_whiten(x, eps=0.0):
    """Another road: the inverse of cov + eps from torch, and its symmetric root by Newton's iteration with halving."""
    import torch

    samples = torch.tensor(np.array(x, np.float64))
    cov = torch.cov(samples.T, correction=0) + eps * torch.eye(samples.shape[1], dtype=torch.float64)
    y, z = cov, torch.eye(len(cov), dtype=torch.float64)
    for _ in range(100):  # Denman and Beavers: z goes to the root of the inverse
        y, z = (y + torch.linalg.inv(z)) / 2, (z + torch.linalg.inv(y)) / 2
        if torch.linalg.norm(z @ cov @ z - torch.eye(len(cov), dtype=torch.float64)) < 1e-13:
            break
    return ((samples - samples.mean(0)) @ z).numpy().astype(x.dtype), z.numpy().astype(x.dtype)


def mixed(rng, n, d, dtype="float64", quiet=0.3):
    """Correlated columns: uneven ones, mixed by a matrix."""
    return (inputs.uneven(rng, (n, d), quiet=quiet) @ (np.eye(d) + 0.3 * rng.normal(size=(d, d)))).astype(dtype)


RETURNS = ["whitened", "p"]

EXERCISE = Exercise(
    zca_whiten,
    points=3,
    ids=("NRM-01",),
    source="LeCun et al. 1998, Efficient BackProp, section 4.3; Bell & Sejnowski 1997 (ZCA)",
    family=families.NORMALIZATION,
    without={"ignores the given eps": "'eps ignored' is the same: the default is 0"},
    probe=probes.call,
    oracle=torch_whiten,
    cases=(
        Case(
            "two columns",
            lambda rng: {"args": [mixed(rng, 5, 2)], "returns": RETURNS},
            public=True,
            about="x (5, 2), eps 0",
        ),
        Case(
            "three columns, eps 0.1",
            lambda rng: {"args": [mixed(rng, 8, 3)], "kwargs": {"eps": 0.1}, "returns": RETURNS},
            public=True,
            weight=2,
            about="x (8, 3), eps 0.1",
        ),
        # Not recorded: where several eigenvalues are 0, what a mistake gives hangs on the machine's LAPACK.
        Case(
            "fewer samples than columns",
            lambda rng: {"args": [mixed(rng, 3, 4)], "kwargs": {"eps": 0.05}, "returns": RETURNS},
        ),
        Case(
            "one sample",
            lambda rng: {"args": [mixed(rng, 1, 3)], "kwargs": {"eps": 0.2}, "returns": RETURNS},
            weight=0.5,
        ),
        Case(
            "every other column of a wider batch",
            lambda rng: {
                "args": [mixed(rng, 20, 4)],
                "kwargs": {"eps": 0.01},
                "returns": RETURNS,
                "layout": "strided",
            },
        ),
        Case(
            "float32",
            lambda rng: {"args": [mixed(rng, 12, 3, "float32")], "kwargs": {"eps": 0.1}, "returns": RETURNS},
            tolerance=FLOAT32,
        ),
    ),
    right=(
        Right("by singular values", task=by_singular_values),
        Right(
            "a diagonal matrix written out",
            {"vectors / np.sqrt(values + eps) @ vectors.T": "vectors @ np.diag((values + eps) ** -0.5) @ vectors.T"},
        ),
    ),
    hint="Whiten a batch of two features and look at the covariance of the result, and at p: it should be symmetric.",
    wrong=(
        Wrong(
            "mean not subtracted",
            {"x - x.mean(axis=0)": "x"},
            hint=(
                "What is the mean of your whitened columns?",
                "Some slides print whitening without its first step. A covariance is taken about the mean.",
            ),
        ),
        Wrong(
            "mean subtracted in the covariance alone",
            {"return centered @ p": "return x @ p"},
            hint="Your p is right. Which batch do you multiply it with?",
        ),
        Wrong(
            "one mean for all columns",
            {"x.mean(axis=0)": "x.mean()"},
            hint="Every column has a mean of its own. How many numbers does yours hold?",
        ),
        Wrong(
            "divides by N - 1",
            {"/ len(x)": "/ (len(x) - 1)"},
            hint="Your covariance is the unbiased one. By what does the formula divide?",
        ),
        Wrong(
            "sum instead of mean in the covariance",
            {" / len(x)": ""},
            hint="Your whitened columns are too small, by the root of the batch size.",
        ),
        Wrong(
            "not rotated back",
            {"values + eps) @ vectors.T": "values + eps)"},
            hint=(
                "Your columns are uncorrelated, but they are no longer the old ones.",
                "This is PCA whitening: it stays in the basis of eigenvectors. ZCA has one more factor.",
            ),
        ),
        Wrong(
            "eps ignored",
            {"values + eps": "values"},
            hint="Another eps changes nothing. What happens to an eigenvalue of 0?",
        ),
        Wrong(
            "eps outside the root",
            {"np.sqrt(values + eps)": "(np.sqrt(values) + eps)"},
            hint="eps joins the eigenvalue before the root is taken.",
        ),
        Wrong(
            "no root",
            {"np.sqrt(values + eps)": "(values + eps)"},
            hint="Your p is the inverse of the covariance. Whitening twice would be the inverse; once is half of it.",
        ),
        Wrong(
            "only standardised",
            {"centered.T @ centered / len(x)": "np.diag(np.mean(centered**2, axis=0))"},
            hint="Your columns have variance 1 each, but they are still correlated. What lies off the diagonal of cov?",
        ),
        Wrong(
            "eigenvectors taken from the rows",
            {"vectors / np.sqrt(values + eps) @ vectors.T": "vectors.T / np.sqrt(values + eps) @ vectors"},
            hint="NumPy's eigenvectors are the columns, vectors[:, i]. Which factor is transposed?",
        ),
        Wrong(
            "p not returned",
            {"return centered @ p, p": "return centered @ p"},
            hint="The whitened batch is right. Two things are to be returned: p is missing.",
        ),
        Wrong(
            "rotated only",
            {"vectors / np.sqrt(values + eps) @ vectors.T": "vectors"},
            hint="Your columns are uncorrelated, but their variances are the eigenvalues. What makes them 1?",
        ),
        Wrong(
            "multiplied by the root",
            {"vectors / np.sqrt(values + eps)": "vectors * np.sqrt(values + eps)"},
            hint="Your batch is more correlated than before. Does the root multiply, or divide?",
        ),
        Wrong(
            "another root of the inverse",
            {
                "vectors / np.sqrt(values + eps) @ vectors.T": (
                    "np.linalg.cholesky(vectors / (values + eps) @ vectors.T)"
                )
            },
            hint="Your columns are white, but p is not symmetric: that is Cholesky's root. ZCA's is symmetric.",
        ),
    ),
)
