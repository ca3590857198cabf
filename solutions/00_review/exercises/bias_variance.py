"""Bias and variance of a method of learning."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def bias_variance(predictions, truth):
    """Squared bias and variance of a method, from many models that were trained on different samples.

        m_i = mean over the models of predictions_ri
        bias^2 = mean over the points of (m_i - truth_i)^2
        variance = mean over the points of (mean over the models of (predictions_ri - m_i)^2)

    predictions: (R, N) floats; row r is model r at the N points. truth: (N,) floats, the true values there,
    without noise. Both are left unchanged.

    Returns bias^2 and variance: two numbers.
    """
    ### BEGIN SOLUTION
    middle = predictions.mean(axis=0)
    squared_bias = np.mean((middle - truth) ** 2)
    variance = np.mean((predictions - middle) ** 2)
    return squared_bias, variance
    ### END SOLUTION


def point_by_point(predictions, truth):
    """A loop over the points, with Python's statistics."""
    from statistics import fmean, pvariance

    columns = [[float(v) for v in column] for column in predictions.T]
    squared_bias = fmean((fmean(column) - float(t)) ** 2 for column, t in zip(columns, truth))
    return squared_bias, fmean(pvariance(column) for column in columns)


def from_the_whole_error(predictions, truth):
    """The whole error is bias^2 plus variance."""
    error = np.mean((predictions - truth) ** 2)
    variance = np.mean(np.var(predictions, axis=0))
    return error - variance, variance


def models(rng, r, n, bias=1.0, spread=0.5, dtype="float64", **options):
    """Inputs of `call`: predictions with biases of both signs, and spreads that differ from point to point."""
    truth = rng.uniform(-2.0, 2.0, n)
    off = bias * rng.uniform(0.5, 1.5, n) * np.where(np.arange(n) % 3, -1, 1)
    spreads = spread * rng.uniform(0.5, 1.5, n)
    predictions = truth + off + spreads * rng.choice([-1.0, -0.5, 0.7, 1.0], (r, n))
    predictions[0], predictions[-1] = truth + off + spreads, truth + off - spreads
    arrays = [predictions.astype(dtype), truth.astype(dtype)]
    return {"args": arrays, "returns": ["squared bias", "variance"], **options}


EXERCISE = Exercise(
    bias_variance,
    points=3,
    ids=("ML-08",),
    source="Geman, Bienenstock & Doursat 1992, section 3",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=point_by_point,
    cases=(
        Case("three models", lambda rng: models(rng, 3, 4), public=True, about="3 models, 4 points"),
        Case("much variance", lambda rng: models(rng, 6, 5, 0.2, 3.0), public=True, about="6 models, 5 points"),
        Case("more points than models", lambda rng: models(rng, 4, 9), public=True, about="4 models, 9 points"),
        Case("many models", lambda rng: models(rng, 50, 7)),
        Case("column-major", lambda rng: models(rng, 5, 6, layout="F")),
        Case("every other point", lambda rng: models(rng, 7, 4, layout="strided")),
        Case("float32", lambda rng: models(rng, 5, 8, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("point by point", task=point_by_point),
        Right("from the whole error", task=from_the_whole_error),
        Right("NumPy's variance", {"np.mean((predictions - middle) ** 2)": "np.var(predictions, axis=0).mean()"}),
    ),
    hint="Two models say 1 and 3 at one point where the truth is 1. Their mean is 2; bias^2 and variance are both 1.",
    wrong=(
        Wrong(
            "whole error for the bias",
            {"np.mean((middle - truth) ** 2)": "np.mean((predictions - truth) ** 2)"},
            hint=(
                "Your variance is right. Your bias^2 is too large by just the variance.",
                "You measure each model against the truth. The bias is that of the mean model.",
            ),
        ),
        Wrong(
            "bias not squared",
            {"np.mean((middle - truth) ** 2)": "np.mean(np.abs(middle - truth))"},
            hint="You average sizes. The squared bias is asked for.",
        ),
        Wrong(
            "biases of both signs cancel",
            {"np.mean((middle - truth) ** 2)": "np.mean(middle - truth) ** 2"},
            hint="You average over the points before you square, so a bias up and one down cancel.",
        ),
        Wrong(
            "divided by R - 1",
            {"np.mean((predictions - middle) ** 2)": "np.mean(np.var(predictions, axis=0, ddof=1))"},
            hint="Your variance is too large by R / (R - 1). Here it is a plain mean over the models.",
        ),
        Wrong(
            "around one mean for all points",
            {"np.mean((predictions - middle) ** 2)": "np.var(predictions)"},
            hint=(
                "Your variance also counts how the curve itself goes up and down.",
                "At each point, the models are compared with *their* mean at this point.",
            ),
        ),
        Wrong(
            "spread along each model",
            {"np.mean((predictions - middle) ** 2)": "np.mean(np.var(predictions, axis=1))"},
            hint="You go along one model. Variance is between the models, at one point. Which axis is that?",
        ),
        Wrong(
            "around the truth",
            {"(predictions - middle) ** 2": "(predictions - truth) ** 2"},
            hint="Your variance holds the bias, too. The models vary around their own mean.",
        ),
        Wrong(
            "standard deviation",
            {"np.mean((predictions - middle) ** 2)": "np.sqrt(np.mean((predictions - middle) ** 2))"},
            hint="There is no root: variance is a mean of squares.",
        ),
        Wrong(
            "sums over the points",
            {"np.mean((middle": "np.sum((middle", "np.mean((predictions": "len(truth) * np.mean((predictions"},
            hint="Both of your numbers grow with the number of points. They are means.",
        ),
        Wrong(
            "variance first",
            {"return squared_bias, variance": "return variance, squared_bias"},
            hint="Both numbers are right. The squared bias comes first.",
        ),
    ),
)
