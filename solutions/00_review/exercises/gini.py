"""Gini impurity of class counts."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def gini(counts):
    """Gini *impurity* of the classes in a node of a tree.

        G = 1 - sum over i of f_i^2          f_i = counts_i / sum of the counts

    It is the chance that two samples, drawn one after the other with the first put back, have different classes.

    counts: (K,) integers, 0 or more, not all 0. Left unchanged.

    Returns a number from 0 to 1 - 1/K.
    """
    ### BEGIN SOLUTION
    shares = counts / counts.sum()
    return 1 - np.sum(shares**2)
    ### END SOLUTION


def by_pairs(counts):
    """All pairs of different classes."""
    total, found = float(sum(counts)), 0.0
    for i in range(len(counts)):
        for j in range(len(counts)):
            if i != j:
                found += float(counts[i]) / total * float(counts[j]) / total
    return found


def with_sklearn(counts):
    """The impurity of the root of scikit-learn's DecisionTreeClassifier."""
    from sklearn.tree import DecisionTreeClassifier

    y = np.repeat(np.arange(len(counts)), counts)
    return float(DecisionTreeClassifier(max_depth=1).fit(np.zeros((len(y), 1)), y).tree_.impurity[0])


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
    gini,
    points=1,
    ids=("ML-04",),
    source="Breiman et al. 1984, section 4.3; sklearn.tree",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_sklearn,
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
        Right("pairs of classes", task=by_pairs),
        Right("shares times what is left", {"1 - np.sum(shares**2)": "np.sum(shares * (1 - shares))"}),
        Right("a dot product", {"1 - np.sum(shares**2)": "1.0 - counts @ counts / counts.sum() ** 2"}),
    ),
    hint="Two classes with equal counts have impurity 1/2, one class alone 0.",
    wrong=(
        Wrong(
            "purity",
            {"1 - np.sum(shares**2)": "np.sum(shares**2)"},
            hint="A node with one class alone gets 1 from you. Impurity should be 0 there.",
        ),
        Wrong(
            "entropy",
            {"1 - np.sum(shares**2)": "-np.sum(shares * np.log2(shares + (shares == 0)))"},
            hint="That is the entropy. Gini has squares and no logarithm.",
        ),
        Wrong(
            "counts in place of shares",
            {"counts / counts.sum()": "counts"},
            hint="You square the counts themselves. What share of the samples has each class?",
        ),
        Wrong(
            "coefficient of inequality",
            {"1 - np.sum(shares**2)": ("np.abs(shares[:, None] - shares).sum() / (2 * len(shares))")},
            hint="That is the Gini *coefficient* of inequality. A tree uses the Gini *impurity*, another formula.",
        ),
        Wrong(
            "share of the smaller classes",
            {"np.sum(shares**2)": "np.max(shares)"},
            hint="You return the share of errors if the node answers its largest class. Gini squares every share.",
        ),
        Wrong(
            "first class alone",
            {"1 - np.sum(shares**2)": "shares[0] * (1 - shares[0])"},
            hint="You count one class. All classes are added up.",
        ),
        Wrong(
            "scaled to at most 1",
            {"1 - np.sum(shares**2)": "(1 - np.sum(shares**2)) * len(shares) / (len(shares) - 1)"},
            hint="You divide by the largest possible impurity. The formula does not.",
        ),
        Wrong(
            "drawn without putting back",
            {"1 - np.sum(shares**2)": ("1 - np.sum(counts * (counts - 1)) / (counts.sum() * (counts.sum() - 1))")},
            hint="Your second sample is drawn from what the first one left. The first is put back.",
        ),
    ),
)
