"""Relative squared error."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def rse(y, p):
    """Relative squared error (RSE) of predictions, a number without a unit.

        RSE = sum of (y - p)^2 / sum of (y - mean(y))^2

    y: (N,) floats, the true values, not all equal. p: (N,) floats, the predictions. Both are left unchanged.
    """
    ### BEGIN SOLUTION
    return np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)
    ### END SOLUTION


def with_lists(y, p):
    """Two sums over Python's own numbers."""
    truth, guesses = [float(v) for v in y], [float(v) for v in p]
    centre = sum(truth) / len(truth)
    model = sum((t - g) ** 2 for t, g in zip(truth, guesses))
    return model / sum((t - centre) ** 2 for t in truth)


def with_sklearn(y, p):
    """What scikit-learn's r2_score leaves unexplained."""
    from sklearn.metrics import r2_score

    return float(1 - r2_score(np.array(y), np.array(p)))


def pair(rng, n, size=1.0):
    """Inputs of `call`: truths with one far above the others, and predictions that are off to both sides."""
    y = rng.uniform(2.0, 4.0, n)
    y[0] = rng.uniform(10.0, 12.0)
    off = rng.uniform(0.8, 1.2, n) * np.where(np.arange(n) % 3 == 1, -1, 1)
    off[0] = rng.uniform(2.0, 2.5)
    return {"args": [y, y + size * off]}


EXERCISE = Exercise(
    rse,
    points=1,
    ids=("ML-01",),
    source="Witten & Frank 2005, section 5.8",
    family=families.LOSS,
    probe=probes.call,
    oracle=with_sklearn,
    cases=(
        Case("four samples", lambda rng: pair(rng, 4), public=True, about="4 samples"),
        Case("a poor model", lambda rng: pair(rng, 7, 5.0), public=True, about="7 samples, worse than the mean"),
        Case("many samples", lambda rng: pair(rng, 30, 0.5)),
    ),
    right=(
        Right("Python's own numbers", task=with_lists),
        Right(
            "a quotient of a mean square and a variance",
            {"np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": "np.mean((p - y) ** 2) / np.var(y)"},
        ),
        Right(
            "norms",
            {
                "np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": (
                    "(np.linalg.norm(y - p) / np.linalg.norm(y - y.mean())) ** 2"
                )
            },
        ),
    ),
    hint="Predict the mean of y for every sample: the result is 1. With errors half as large it is a quarter.",
    wrong=(
        Wrong(
            "mean of the predictions",
            {"np.mean(y)": "np.mean(p)"},
            hint="The one you compare with says the mean of the *true* values.",
        ),
        Wrong(
            "sizes for squares",
            {"((y - p) ** 2)": "(np.abs(y - p))", "((y - np.mean(y)) ** 2)": "(np.abs(y - np.mean(y)))"},
            hint="That is the relative *absolute* error. Here each error counts with its square.",
        ),
        Wrong(
            "root taken",
            {
                "np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": (
                    "np.sqrt(np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2))"
                )
            },
            hint="There is no root in this formula.",
        ),
        Wrong(
            "compared with zero",
            {"(y - np.mean(y)) ** 2": "y**2"},
            hint="You compare with one who always says 0. Compare with one who always says the mean.",
        ),
        Wrong(
            "residual standard error",
            {"np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": ("np.sqrt(np.sum((y - p) ** 2) / (len(y) - 2))")},
            hint="The residual standard error is called RSE too. Here the relative squared error is asked for.",
        ),
        Wrong(
            "divided by the sample variance",
            {"np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": "np.mean((y - p) ** 2) / np.var(y, ddof=1)"},
            hint="Above you divide by N, below by N - 1. With two plain sums nothing is divided.",
        ),
        Wrong(
            "upside down",
            {
                "np.sum((y - p) ** 2) / np.sum((y - np.mean(y)) ** 2)": (
                    "np.sum((y - np.mean(y)) ** 2) / np.sum((y - p) ** 2)"
                )
            },
            hint="A better model should have a smaller number. Which sum stands above?",
        ),
        Wrong(
            "explained share",
            {"np.sum((y - p) ** 2) /": "1 - np.sum((y - p) ** 2) /"},
            hint="That is R squared, the next exercise. RSE is what the model leaves over.",
        ),
        Wrong(
            "mean above, sum below",
            {"np.sum((y - p) ** 2) /": "np.mean((y - p) ** 2) /"},
            hint="You divide a mean by a sum. Take two sums, so that the number of samples cancels.",
        ),
    ),
)
