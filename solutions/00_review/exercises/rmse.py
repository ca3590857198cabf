"""Root mean squared error: large errors count more."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def rmse(y, p):
    """Root mean squared error (RMSE) of predictions, a number.

        RMSE = square root of the mean of (y - p)^2

    y: (N,) floats, the true values. p: (N,) floats, the predictions. Both are left unchanged. N is 1 or more.
    """
    ### BEGIN SOLUTION
    return np.sqrt(np.mean((y - p) ** 2))
    ### END SOLUTION


def sample_by_sample(y, p):
    """A loop over the samples."""
    total = 0.0
    for truth, guess in zip(y, p):
        total += (truth - guess) * (truth - guess)
    return (total / len(y)) ** 0.5


def with_sklearn(y, p):
    """scikit-learn's root_mean_squared_error."""
    from sklearn.metrics import root_mean_squared_error

    return float(root_mean_squared_error(np.array(y), np.array(p)))


def pair(rng, n):
    """Inputs of `call`: truth and predictions; one prediction is too low, one far too high, the others too high."""
    off = rng.uniform(1.2, 1.5, n)
    off[0] *= -1
    off[1:2] = rng.uniform(4.0, 5.0)
    y = rng.uniform(6.0, 9.0, n)
    return {"args": [y, y + off]}


EXERCISE = Exercise(
    rmse,
    points=1,
    ids=("ML-01",),
    source="Willmott & Matsuura 2005; sklearn.metrics.root_mean_squared_error",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("three samples", lambda rng: pair(rng, 3), public=True, about="3 samples"),
        Case("seven samples", lambda rng: pair(rng, 7), public=True, about="7 samples, one prediction far off"),
        Case("a single sample", lambda rng: pair(rng, 1)),
    ),
    right=(
        Right("sample by sample", task=sample_by_sample),
        Right("a norm", {"np.sqrt(np.mean((y - p) ** 2))": "np.linalg.norm(p - y) / np.sqrt(len(y))"}),
        Right("a dot product", {"np.mean((y - p) ** 2)": "(y - p) @ (y - p) / len(y)"}),
    ),
    hint="Take y = 1, 2, 3 and p = 2, 2, 1. The squares of the errors are 1, 0 and 4. Their mean first, then the root.",
    wrong=(
        Wrong(
            "root left out",
            {"np.sqrt(np.mean((y - p) ** 2))": "np.mean((y - p) ** 2)"},
            hint="That is the mean squared error, in squared units. What brings it back to the unit of y?",
        ),
        Wrong(
            "root of the sum",
            {"np.mean": "np.sum"},
            hint="Your number grows with the number of samples. The mean comes before the root.",
        ),
        Wrong(
            "root of each square",
            {"np.sqrt(np.mean((y - p) ** 2))": "np.mean(np.sqrt((y - p) ** 2))"},
            hint="You take the root of each square, which is its size again: that is the MAE. One root, at the end.",
        ),
        Wrong(
            "errors not squared",
            {"(y - p) ** 2": "np.abs(y - p)"},
            hint="You take the root of sizes. What is squared before the mean?",
        ),
        Wrong(
            "errors of both signs cancel",
            {"np.mean((y - p) ** 2)": "np.mean(y - p) ** 2"},
            hint="You average before you square, so errors of both signs cancel.",
        ),
        Wrong(
            "divided outside the root",
            {"np.sqrt(np.mean((y - p) ** 2))": "np.sqrt(np.sum((y - p) ** 2)) / len(y)"},
            hint="You divide by N outside the root. The mean of the squares stands under it.",
        ),
        Wrong(
            "divided by N - 1",
            {"np.mean((y - p) ** 2)": "(np.sum((y - p) ** 2) / max(len(y) - 1, 1))"},
            hint="How many squares do you add up, and by what do you divide?",
        ),
        Wrong(
            "median of the squares",
            {"np.mean": "np.median"},
            hint="You take the square in the middle. The mean counts all of them.",
        ),
    ),
)
