"""Error of the best linear autoencoder: what the first k principal components leave over."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def linear_autoencoder_error(X, k):
    """Smallest error that any linear autoencoder with k code units reaches on X:

        code = (x - m) A        x_hat = code B + m        error = mean over the images of  sum_i (x_hat_i - x_i)^2

    with the best A (D, k), B (k, D) and m (D,). It is the error of PCA with k components: m is the mean image, and
    A and B hold the directions of largest variance.

    X: (N, D) floats, one image per row, left unchanged. k: int from 0 to D; for 0 every x_hat is the mean image.

    Returns one number: a sum over the pixels, a mean over the images.
    """
    ### BEGIN SOLUTION
    centred = X - X.mean(axis=0)
    s = np.linalg.svd(centred, compute_uv=False)
    return np.sum(s[k:] ** 2) / len(X)
    ### END SOLUTION


def by_projection(X, k):
    """Project on the eigenvectors of the covariance with the k largest eigenvalues, and measure what is lost."""
    m = X.mean(axis=0)
    values, vectors = np.linalg.eigh((X - m).T @ (X - m))
    kept = vectors[:, np.argsort(values)[::-1][:k]]
    x_hat = (X - m) @ kept @ kept.T + m
    return ((x_hat - X) ** 2).sum(axis=1).mean()


def by_eigenvalues(X, k):
    """Eigenvalues of the covariance, divided by N; the smallest D - k of them are lost."""
    covariance = np.atleast_2d(np.cov(X, rowvar=False, bias=True))
    return np.linalg.eigvalsh(covariance)[: X.shape[1] - k].sum()


def by_rest(X, k):
    """All variance minus that of the components that are kept."""
    total = X.var(axis=0).sum()
    largest = sorted(np.linalg.eigvalsh(np.cov(X.T, ddof=0)), reverse=True)[:k]
    return total - sum(largest)


def with_torch(X, k):
    """torch's singular value decomposition, and the images that come back from k components."""
    import torch

    x = torch.tensor(np.array(X))
    m = x.mean(dim=0, keepdim=True)
    U, s, Vh = torch.linalg.svd(x - m, full_matrices=False)
    x_hat = U[:, :k] * s[:k] @ Vh[:k] + m
    return np.asarray((x_hat - x).square().sum(dim=1).mean())[()]


def images(rng, n, d, k, dtype="float64", **options):
    """Inputs of `call`: n images whose principal components have clearly different variances; a mean that is not 0."""
    m = rng.uniform(0.5, 1.5, d) * np.where(np.arange(d) % 2, -1, 1)
    spread = np.geomspace(3.0, 0.6, d)
    turned = np.linalg.qr(rng.normal(size=(d, d)))[0]
    X = rng.uniform(0.5, 1.5, (n, d)) * rng.choice([-1.0, 1.0], (n, d)) * spread @ turned + m
    return {"args": [X.astype(dtype), k], **options}


def apart(rng, d, k):
    """Inputs of `call`: pixels that have nothing to do with each other, the later the more they vary."""
    spread = np.sort(rng.uniform(0.2, 0.4, d) + np.arange(1, d + 1))
    X = np.concatenate([np.diag(spread), -np.diag(spread)])
    return {"args": [rng.permutation(X) + rng.uniform(0.5, 1.5, d), k]}


EXERCISE = Exercise(
    linear_autoencoder_error,
    points=4,
    ids=("AE-01",),
    source="Baldi & Hornik 1989; Bourlard & Kamp 1988",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_projection,
    cases=(
        Case("one code unit", lambda rng: images(rng, 5, 3, 1), public=True, about="5 images of 3 pixels, k = 1"),
        Case("three code units", lambda rng: images(rng, 9, 6, 3), public=True, about="9 images of 6 pixels, k = 3"),
        Case("no code", lambda rng: images(rng, 6, 4, 0), public=True, about="6 images of 4 pixels, k = 0"),
        Case(
            "fewer images than pixels",
            lambda rng: images(rng, 4, 7, 2),
            public=True,
            about="4 images of 7 pixels, k = 2",
        ),
        Case(
            "pixels apart",
            lambda rng: apart(rng, 4, 2),
            public=True,
            about="8 images of 4 pixels that are not correlated; the last varies most; k = 2",
        ),
        Case(
            "all but one direction", lambda rng: images(rng, 8, 5, 4), public=True, about="8 images of 5 pixels, k = 4"
        ),
        Case("column-major", lambda rng: images(rng, 7, 5, 2, layout="F")),
        Case("every other column", lambda rng: images(rng, 8, 4, 3, layout="strided")),
        Case("float32", lambda rng: images(rng, 8, 5, 2, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("eigenvalues of the covariance", task=by_eigenvalues),
        Right("all variance minus what is kept", task=by_rest),
        Right("torch's singular values", task=with_torch),
    ),
    hint=(
        "Take the four points (1, 0), (-1, 0), (0, 2), (0, -2) and k = 1. Which direction is kept, how long are the "
        "four errors, and what is the mean of their squares? Then move all points by (5, 5): nothing may change."
    ),
    wrong=(
        Wrong(
            "mean not removed",
            {"X - X.mean(axis=0)": "X"},
            hint=(
                "Move all images by the same amount. Should the error change?",
                "The directions of largest variance start at the mean image.",
            ),
        ),
        Wrong(
            "each image's own mean removed",
            {"X.mean(axis=0)": "X.mean(axis=1, keepdims=True)"},
            hint="You remove each image's own brightness. The mean image has one number for each pixel.",
        ),
        Wrong(
            "one mean for all pixels",
            {"X.mean(axis=0)": "X.mean()"},
            hint="The mean image has a number of its own for every pixel.",
        ),
        Wrong(
            "mean not added back",
            {"np.sum(s[k:] ** 2)": "(np.sum(s[k:] ** 2) + np.sum(X.mean(axis=0) ** 2) * len(X))"},
            hint="For k = D the error should be 0. Yours is the squared length of the mean image.",
        ),
        Wrong(
            "variance that is kept",
            {"s[k:]": "s[:k]"},
            hint="The more code units, the larger your number gets. It is what the code keeps, not what it loses.",
        ),
        Wrong(
            "smallest components kept",
            {"s[k:]": "s[::-1][k:]"},
            hint=(
                "Which k directions should the code keep?",
                "Look at the order of the values: `eigh` sorts upwards, `svd` downwards, `eig` not at all.",
            ),
        ),
        Wrong(
            "columns for rows of the components",
            {
                "s = np.linalg.svd(centred, compute_uv=False)": "kept = np.linalg.svd(centred)[2][:, :k]",
                "np.sum(s[k:] ** 2)": "np.sum((centred - centred @ kept @ kept.T) ** 2)",
            },
            hint="Your directions are orthogonal, but not the right ones. Are components its rows, or its columns?",
        ),
        Wrong(
            "one component too many",
            {"s[k:]": "s[k + 1 :]"},
            hint="With k = 0 nothing is kept: the error is the whole variance. Where does your sum start?",
        ),
        Wrong(
            "one component too few",
            {"s[k:]": "s[max(k - 1, 0) :]"},
            hint="With k = D nothing is lost: the error is 0. Where does your sum start?",
        ),
        Wrong(
            "singular values not squared",
            {"s[k:] ** 2": "s[k:]"},
            hint="A singular value is a length. Which power of it is a variance?",
        ),
        Wrong(
            "root of the error",
            {"np.sum(s[k:] ** 2) / len(X)": "np.sqrt(np.sum(s[k:] ** 2) / len(X))"},
            hint="The error is a sum of squares. No root is taken.",
        ),
        Wrong(
            "summed over the images",
            {" / len(X)": ""},
            hint="Hand over every image twice: your error doubles. It is a mean over the images.",
        ),
        Wrong(
            "mean over the pixels too",
            {"/ len(X)": "/ X.size"},
            hint="The squares are summed over the pixels. Only over the images it is a mean.",
        ),
        Wrong(
            "divided by N - 1",
            {"/ len(X)": "/ (len(X) - 1)"},
            hint="A mean over N images divides by N. N - 1 belongs to the estimate of a variance (np.cov has it).",
        ),
        Wrong(
            "half the error",
            {"/ len(X)": "/ (2 * len(X))"},
            hint="The factor 1/2 is for losses whose gradient is taken. This error has none.",
        ),
    ),
)
