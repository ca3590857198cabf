"""Variance reduction of a split of numbers."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def variance_reduction(y, mask):
    """Variance reduction of a split of numbers into two sides.

        reduction = Var(y) - (n_a / n) Var(y_a) - (n_b / n) Var(y_b)

    Var is the variance of a population: the mean of the squared distances from the mean. Side a are the samples where
    mask is True, side b the others; n_a and n_b are their numbers. If a side is empty, nothing is split: return 0.

    y: (N,) floats, the values in the node. mask: (N,) booleans. Both are left unchanged.

    Returns a number, 0 or more.
    """
    ### BEGIN SOLUTION
    a, b = y[mask], y[~mask]
    if len(a) == 0 or len(b) == 0:
        return 0.0
    return np.var(y) - (len(a) * np.var(a) + len(b) * np.var(b)) / len(y)
    ### END SOLUTION


def between_the_sides(y, mask):
    """What lies between the sides: the squared distance of their means, times both shares."""
    share = np.mean(mask)
    if share == 0 or share == 1:
        return 0.0
    return share * (1 - share) * (np.mean(y[mask]) - np.mean(y[~mask])) ** 2


def by_all_pairs(y, mask):
    """Variances as half the mean squared distance of all pairs, as on the slides, with the factor 1/n^2."""
    found = 0.0
    for sign, values in ((1, y), (-1, y[mask]), (-1, y[~mask])):
        n = len(values)
        total = 0.0
        for one in values:
            for other in values:
                total += 0.5 * float(one - other) ** 2
        if n in (0, len(y)) and sign < 0:
            return 0.0
        found += sign * total / (n * len(y))
    return found


def values(rng, below, above, dtype="float64"):
    """Inputs of `call`: so many values near 2, so many near 10, split between them but for one sample."""
    y = np.concatenate([rng.uniform(1.0, 3.0, below), rng.uniform(8.0, 12.0, above)])
    mask = np.arange(below + above) < below
    mask[-1] = True
    order = rng.permutation(len(y))
    return {"args": [y[order].astype(dtype), mask[order]]}


def on_one_side(rng, side):
    """Inputs of `call`: all samples on one side."""
    return {"args": [rng.uniform(1.0, 9.0, 5), np.full(5, side)]}


EXERCISE = Exercise(
    variance_reduction,
    points=2,
    ids=("ML-05",),
    source="Breiman et al. 1984, section 8.4",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_all_pairs,
    cases=(
        Case(
            "five values",
            lambda rng: {"args": [np.array([1.0, 2.0, 10.0, 11.0, 12.0]), np.array([1, 1, 0, 0, 0], dtype=bool)]},
            public=True,
            about="y = 1, 2 | 10, 11, 12",
        ),
        Case("ten values", lambda rng: values(rng, 4, 6), public=True, about="5 and 5 values, one on the wrong side"),
        Case("unequal sides", lambda rng: values(rng, 2, 9), public=True, about="3 and 8 values"),
        Case(
            "one side empty",
            lambda rng: on_one_side(rng, True),
            public=True,
            weight=0.5,
            about="mask is True everywhere",
        ),
        Case(
            "not one on the left",
            lambda rng: on_one_side(rng, False),
            public=True,
            weight=0.5,
            about="mask is False everywhere",
        ),
        Case("thirty values", lambda rng: values(rng, 10, 20)),
        Case("float32", lambda rng: values(rng, 5, 7, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("between the sides", task=between_the_sides),
        Right(
            "shares as weights",
            {
                "(len(a) * np.var(a) + len(b) * np.var(b)) / len(y)": (
                    "mask.mean() * a.var() - (1 - mask.mean()) * b.var()"
                )
            },
        ),
        Right(
            "squared distances added up",
            {
                "(len(a) * np.var(a) + len(b) * np.var(b))": (
                    "(np.sum((a - a.mean()) ** 2) + np.sum((b - b.mean()) ** 2))"
                )
            },
        ),
    ),
    hint="Take y = 0, 0, 6, 6, split in the middle: Var(y) is 9 and each side has 0, so the reduction is 9.",
    wrong=(
        Wrong(
            "sides not weighted",
            {"(len(a) * np.var(a) + len(b) * np.var(b)) / len(y)": "(np.var(a) + np.var(b))"},
            hint="You subtract both variances fully. Each side counts with its share of the samples.",
        ),
        Wrong(
            "plain mean of the sides",
            {"(len(a) * np.var(a) + len(b) * np.var(b)) / len(y)": "(np.var(a) + np.var(b)) / 2"},
            hint="Both sides count alike in your code. A side with more samples counts more.",
        ),
        Wrong(
            "squared shares as weights",
            {
                "(len(a) * np.var(a) + len(b) * np.var(b)) / len(y)": (
                    "(len(a) ** 2 * np.var(a) + len(b) ** 2 * np.var(b)) / len(y) ** 2"
                )
            },
            hint="Your weights are squared shares, which add up to less than 1. Then even a useless split looks good.",
        ),
        Wrong(
            "sample variance",
            {"np.var(y)": "np.var(y, ddof=1)", "np.var(a)": "np.var(a, ddof=1)", "np.var(b)": "np.var(b, ddof=1)"},
            hint="You divide by N - 1. Here the variance is the plain mean of the squares.",
        ),
        Wrong(
            "one side alone, as on the slide",
            {
                "np.var(y) - (len(a) * np.var(a) + len(b) * np.var(b)) / len(y)": (
                    "len(y) * np.var(y) - len(a) * np.var(a)"
                )
            },
            hint=(
                "That is the formula that the slide prints. It lost a factor and the second side.",
                "The mean over all pairs divides by n^2, and both sides are subtracted.",
            ),
        ),
        Wrong(
            "variance that is left",
            {"np.var(y) - (len": "(len"},
            hint="That is what is left after the split. By how much did the variance fall?",
        ),
        Wrong(
            "standard deviations",
            {"np.var(y)": "np.std(y)", "np.var(a)": "np.std(a)", "np.var(b)": "np.std(b)"},
            hint="You subtract standard deviations. There is no root here.",
        ),
        Wrong(
            "an empty side gives NaN",
            {"if len(a) == 0 or len(b) == 0:\n        return 0.0\n    ": ""},
            hint="The variance of nothing is NaN, and 0 times NaN is NaN too. An empty side means no split: 0.",
        ),
    ),
    survivors={
        "a, b = (y[mask], y[~mask]) -> b, a = (y[mask], y[~mask])": "the formula is symmetric in the sides",
        (
            "return np.var(y) - (len(a) * np.var(a) + len(b) * np.var(b)) / len(y) -> "
            "return np.var(y) - (len(a) * np.var(a) + len(b) * np.var(b)) / len(mask)"
        ): "y and mask have one length",
    },
)
