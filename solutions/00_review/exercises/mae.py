"""Mean absolute error: by how much a prediction is off, on average."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def mae(y, p):
    """Mean absolute error (MAE) of predictions, a number.

        MAE = mean of |y - p|

    y: (N,) floats, the true values. p: (N,) floats, the predictions. Both are left unchanged. N is 1 or more.
    """
    ### BEGIN SOLUTION
    return np.mean(np.abs(y - p))
    ### END SOLUTION


def sample_by_sample(y, p):
    """A loop over the samples."""
    total = 0.0
    for truth, guess in zip(y, p):
        total += truth - guess if truth > guess else guess - truth
    return total / len(y)


def with_sklearn(y, p):
    """scikit-learn's mean_absolute_error."""
    from sklearn.metrics import mean_absolute_error

    return float(mean_absolute_error(np.array(y), np.array(p)))


def pair(rng, n):
    """Inputs of `call`: truth and predictions; one prediction is too low, one far too high, the others too high."""
    off = rng.uniform(1.0, 1.5, n)
    off[0] *= -1
    off[1:2] = rng.uniform(4.0, 5.0)
    y = rng.uniform(6.0, 9.0, n)
    return {"args": [y, y + off]}


EXERCISE = Exercise(
    mae,
    points=1,
    ids=("ML-01",),
    source="Willmott & Matsuura 2005; sklearn.metrics.mean_absolute_error",
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
        Right("a norm", {"np.mean(np.abs(y - p))": "np.linalg.norm(y - p, 1) / len(y)"}),
        Right("the other way round", {"np.abs(y - p)": "np.maximum(p - y, y - p)"}),
    ),
    hint="Take y = 1, 2, 3 and p = 2, 2, 1. The three errors have the sizes 1, 0 and 2. What is their mean?",
    wrong=(
        Wrong(
            "errors of both signs cancel",
            {"np.abs(y - p)": "(y - p)"},
            hint="An error of +1 and one of -1 add up to 0 in your code. Both are errors of size 1.",
        ),
        Wrong(
            "size of the mean error",
            {"np.mean(np.abs(y - p))": "np.abs(np.mean(y - p))"},
            hint="You average first, so errors of both signs cancel. Which comes first, the size or the mean?",
        ),
        Wrong("sum in place of the mean", {"np.mean": "np.sum"}, hint="Your number grows with the number of samples."),
        Wrong(
            "squared errors",
            {"np.abs(y - p)": "(y - p) ** 2"},
            hint="That is the mean squared error. Here each error counts with its size.",
        ),
        Wrong(
            "root mean square",
            {"np.mean(np.abs(y - p))": "np.sqrt(np.mean((y - p) ** 2))"},
            hint="That is the RMSE, the next exercise.",
        ),
        Wrong(
            "median of the errors",
            {"np.mean": "np.median"},
            hint="You take the error in the middle. The mean counts all errors, also the largest.",
        ),
        Wrong(
            "relative errors",
            {"np.abs(y - p)": "np.abs((y - p) / y)"},
            hint="You divide each error by the true value. MAE has the unit of y.",
        ),
        Wrong(
            "divided by N - 1",
            {"np.mean(np.abs(y - p))": "np.sum(np.abs(y - p)) / max(len(y) - 1, 1)"},
            hint="How many errors do you add up, and by what do you divide?",
        ),
        Wrong("largest error", {"np.mean": "np.max"}, hint="You return the worst error. The mean is asked for."),
    ),
)
