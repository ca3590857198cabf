"""Entropy of class counts, in bits."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def entropy(counts):
    """Entropy of the classes in a node of a tree, in bits.

        H = - sum over i of f_i log2(f_i)          f_i = counts_i / sum of the counts

    0 log 0 counts as 0, so a node with one class alone has entropy 0.

    counts: (K,) integers, 0 or more, not all 0: how many samples of each class there are. Left unchanged.

    Returns a number, 0 or more.
    """
    ### BEGIN SOLUTION
    shares = counts[counts > 0] / counts.sum()
    return np.sum(shares * np.log2(1 / shares))
    ### END SOLUTION


def class_by_class(counts):
    """A loop over the classes with Python's logarithm."""
    import math

    total, found = int(sum(counts)), 0.0
    for count in counts:
        if count:
            found += count / total * (math.log2(total) - math.log2(count))
    return found


def with_scipy(counts):
    """SciPy's entropy to base 2."""
    from scipy.stats import entropy as of_shares

    return float(of_shares(np.array(counts), base=2))


def node(rng, classes, empty=()):
    """Inputs of `call`: counts well apart; or some classes without samples, and one with a single one."""
    counts = 3 * rng.permutation(np.arange(1, classes + 1)) + rng.integers(0, 2, classes)
    counts[list(empty)] = 0
    if empty:
        counts[-1] = 1
    return {"args": [counts]}


def pure(rng):
    """Inputs of `call`: samples of one class alone."""
    counts = np.zeros(3, dtype=int)
    counts[1] = rng.integers(2, 30)
    return {"args": [counts]}


EXERCISE = Exercise(
    entropy,
    points=2,
    ids=("ML-03",),
    source="Shannon 1948; Quinlan 1986; scipy.stats.entropy with base=2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_scipy,
    cases=(
        Case("nine and five", lambda rng: {"args": [np.array([9, 5])]}, public=True, about="counts [9, 5]"),
        Case("four classes", lambda rng: node(rng, 4), public=True, about="4 classes"),
        Case(
            "an empty class", lambda rng: node(rng, 3, empty=[1]), public=True, about="3 classes, one without samples"
        ),
        Case("one class alone", pure, public=True, weight=0.5, about="all samples of one class"),
        Case("seven classes", lambda rng: node(rng, 7, empty=[0, 4])),
    ),
    right=(
        Right("class by class", task=class_by_class),
        Right(
            "shares of 0 replaced",
            {
                "shares = counts[counts > 0] / counts.sum()\n    return np.sum(shares * np.log2(1 / shares))": (
                    "shares = counts / counts.sum()\n    return 0.0 - np.sum(shares * np.log2(shares + (shares == 0)))"
                )
            },
        ),
        Right("natural logarithms", {"np.log2(1 / shares)": "np.log(shares) / np.log(0.5)"}),
    ),
    hint="Two classes with equal counts have 1 bit, four classes with equal counts 2 bits, one class alone 0.",
    wrong=(
        Wrong(
            "natural logarithm", {"np.log2": "np.log"}, hint="Two equal classes should give 1 bit: which base is that?"
        ),
        Wrong(
            "0 log 0 is NaN",
            {"counts[counts > 0] / counts.sum()": "counts / counts.sum()"},
            hint="A class without samples makes 0 times infinity. It adds nothing to the sum.",
        ),
        Wrong(
            "sign forgotten",
            {"1 / shares": "shares"},
            hint="Your entropy is negative: logarithms of shares below 1 are.",
        ),
        Wrong(
            "counts in place of shares",
            {" / counts.sum()": " / 1"},
            hint="You use the counts themselves. What share of the samples has each class?",
        ),
        Wrong(
            "Gini impurity",
            {"np.sum(shares * np.log2(1 / shares))": "1 - np.sum(shares**2)"},
            hint="That is the Gini impurity, two exercises on. Entropy has a logarithm.",
        ),
        Wrong(
            "logarithms not weighted",
            {"shares * np.log2": "np.log2"},
            hint="Each logarithm counts with the share of its class.",
        ),
        Wrong(
            "mean over the classes",
            {"np.sum(shares * np.log2(1 / shares))": "np.mean(shares * np.log2(1 / shares))"},
            hint="The terms are added up. The shares are the weights already.",
        ),
        Wrong(
            "divided by the largest entropy",
            {
                "np.sum(shares * np.log2(1 / shares))": (
                    "np.sum(shares * np.log2(1 / shares)) / np.log2(max(len(counts), 2))"
                )
            },
            hint="You divide by log2 K, so the result is at most 1. Entropy of K classes goes up to log2 K.",
        ),
        Wrong(
            "first class alone",
            {"np.sum(shares * np.log2(1 / shares))": "(shares * np.log2(1 / shares))[0]"},
            hint="You return the term of one class. All of them are added up.",
        ),
    ),
)
