"""R squared: the share of the spread that a model explains."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def r2(y, p):
    """Coefficient of determination (R squared) of predictions, a number of at most 1.

        R^2 = 1 - sum of (y - p)^2 / sum of (y - mean(y))^2

    y: (N,) floats, the true values, not all equal. p: (N,) floats, the predictions. Both are left unchanged. The truth
    comes first. A model that is worse than the mean has a negative R^2.
    """
    ### BEGIN SOLUTION
    left_over = np.sum((y - p) ** 2)
    total = np.sum((y - np.mean(y)) ** 2)
    return 1 - left_over / total
    ### END SOLUTION


def with_lists(y, p):
    """The share from two sums over Python's own numbers."""
    truth, guesses = [float(v) for v in y], [float(v) for v in p]
    centre = sum(truth) / len(truth)
    total = sum((t - centre) ** 2 for t in truth)
    return (total - sum((t - g) ** 2 for t, g in zip(truth, guesses))) / total


def with_sklearn(y, p):
    """scikit-learn's r2_score."""
    from sklearn.metrics import r2_score

    return float(r2_score(np.array(y), np.array(p)))


def pair(rng, n, size=1.0):
    """Inputs of `call`: truths with one far above the others, and predictions that are off to both sides."""
    y = rng.uniform(2.0, 4.0, n)
    y[0] = rng.uniform(10.0, 12.0)
    off = rng.uniform(0.8, 1.2, n) * np.where(np.arange(n) % 3 == 1, -1, 1)
    off[0] = rng.uniform(2.0, 2.5)
    return {"args": [y, y + size * off]}


EXERCISE = Exercise(
    r2,
    points=2,
    ids=("ML-01",),
    source="Wright 1921; sklearn.metrics.r2_score",
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
        Right("a variance", {"return 1 - left_over / total": "return 1 - left_over / (len(y) * np.var(y))"}),
        Right("means", {"np.sum((y - p)": "np.mean((y - p)", "np.sum((y - np.mean(y))": "np.mean((y - np.mean(y))"}),
    ),
    hint="Predict the mean of y for every sample: the result is 0. Predict y itself: it is 1.",
    wrong=(
        Wrong(
            "spread around the mean of the predictions",
            {"np.mean(y)": "np.mean(p)"},
            hint="The true values are compared with their own mean.",
        ),
        Wrong(
            "what is left over",
            {"1 - left_over / total": "left_over / total"},
            hint="That is the RSE, the share that is *not* explained.",
        ),
        Wrong(
            "truth and prediction swapped",
            {"(y - np.mean(y))": "(p - np.mean(p))"},
            hint="You divide by the spread of the predictions. The truth comes first: `r2(y, p)`.",
        ),
        Wrong(
            "never below 0",
            {"1 - left_over / total": "max(1 - left_over / total, 0.0)"},
            hint="A model may be worse than the mean. Then R squared is negative, and nothing cuts it off.",
        ),
        Wrong(
            "squared correlation",
            {"1 - left_over / total": "np.corrcoef(y, p)[0, 1] ** 2"},
            hint=(
                "You return the squared correlation. The two agree only for a line fitted to the same data.",
                "A model that is off by 100 everywhere has correlation 1. Should its R squared be 1?",
            ),
        ),
        Wrong(
            "explained over total",
            {"np.sum((y - p) ** 2)": "np.sum((y - np.mean(y)) ** 2) - np.sum((p - np.mean(y)) ** 2)"},
            hint="You ask how far the predictions spread. Ask how far they are from the truth.",
        ),
        Wrong(
            "sizes for squares",
            {"(y - p) ** 2": "np.abs(y - p)", "(y - np.mean(y)) ** 2": "np.abs(y - np.mean(y))"},
            hint="The name says it: every error is squared.",
        ),
        Wrong(
            "root taken",
            {"1 - left_over / total": "1 - np.sqrt(left_over / total)"},
            hint="There is no root in this formula.",
        ),
        Wrong(
            "spread around 0",
            {"(y - np.mean(y))": "y"},
            hint="You compare with one who always says 0. Compare with one who always says the mean.",
        ),
    ),
)
