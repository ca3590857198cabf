"""Relative absolute error: measured against one who always says the mean."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def rae(y, p):
    """Relative absolute error (RAE) of predictions, a number without a unit.

        RAE = sum of |y - p| / sum of |y - mean(y)|

    y: (N,) floats, the true values, not all equal. p: (N,) floats, the predictions. Both are left unchanged.
    """
    ### BEGIN SOLUTION
    return np.sum(np.abs(y - p)) / np.sum(np.abs(y - np.mean(y)))
    ### END SOLUTION


def with_lists(y, p):
    """Two sums over Python's own numbers."""
    truth, guesses = [float(v) for v in y], [float(v) for v in p]
    centre = sum(truth) / len(truth)
    model = sum(abs(t - g) for t, g in zip(truth, guesses))
    return model / sum(abs(t - centre) for t in truth)


def with_sklearn(y, p):
    """scikit-learn's mean_absolute_error of the model, and of one who always says the mean."""
    from sklearn.metrics import mean_absolute_error

    y, p = np.array(y), np.array(p)
    return float(mean_absolute_error(y, p) / mean_absolute_error(y, np.full_like(y, y.mean())))


def pair(rng, n, size=1.0):
    """Inputs of `call`: truths with one far above the others, and predictions that are off to both sides."""
    y = rng.uniform(2.0, 4.0, n)
    y[0] = rng.uniform(10.0, 12.0)
    off = rng.uniform(0.8, 1.2, n) * np.where(np.arange(n) % 3 == 1, -1, 1)
    off[0] = rng.uniform(2.0, 2.5)
    return {"args": [y, y + size * off]}


EXERCISE = Exercise(
    rae,
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
            "a quotient of means",
            {
                "np.sum(np.abs(y - p)) / np.sum(np.abs(y - np.mean(y)))": (
                    "np.abs(p - y).mean() / np.abs(y.mean() - y).mean()"
                )
            },
        ),
        Right(
            "norms",
            {
                "np.sum(np.abs(y - p)) / np.sum(np.abs(y - np.mean(y)))": (
                    "np.linalg.norm(y - p, 1) / np.linalg.norm(y - y.mean(), 1)"
                )
            },
        ),
    ),
    hint="Predict the mean of y for every sample: the result is 1. Predict y itself: it is 0.",
    wrong=(
        Wrong(
            "mean of the predictions",
            {"np.mean(y)": "np.mean(p)"},
            hint="The one you compare with says the mean of the *true* values.",
        ),
        Wrong(
            "median for the mean",
            {"np.mean(y)": "np.median(y)"},
            hint="You compare with the value in the middle. The formula has the mean.",
        ),
        Wrong(
            "squares for sizes",
            {"np.abs(y - p)": "((y - p) ** 2)", "np.abs(y - np.mean(y))": "((y - np.mean(y)) ** 2)"},
            hint="That is the relative *squared* error. Here each error counts with its size.",
        ),
        Wrong(
            "compared with zero",
            {"np.abs(y - np.mean(y))": "np.abs(y)"},
            hint="You compare with one who always says 0. Compare with one who always says the mean.",
        ),
        Wrong(
            "upside down",
            {
                "np.sum(np.abs(y - p)) / np.sum(np.abs(y - np.mean(y)))": (
                    "np.sum(np.abs(y - np.mean(y))) / np.sum(np.abs(y - p))"
                )
            },
            hint="A better model should have a smaller number. Which sum stands above?",
        ),
        Wrong(
            "not relative",
            {"np.sum(np.abs(y - p)) / np.sum(np.abs(y - np.mean(y)))": "np.mean(np.abs(y - p))"},
            hint="That is the MAE. What is it divided by here?",
        ),
        Wrong(
            "mean above, sum below",
            {"np.sum(np.abs(y - p)) /": "np.mean(np.abs(y - p)) /"},
            hint="You divide a mean by a sum. Take two sums, so that the number of samples cancels.",
        ),
        Wrong(
            "relative to the predictions' spread",
            {"np.sum(np.abs(y - np.mean(y)))": "np.sum(np.abs(p - np.mean(p)))"},
            hint="Below stands how far the *true* values lie from their mean.",
        ),
    ),
)
