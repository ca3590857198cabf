"""Information gain of a split."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def information_gain(parent, children):
    """Information gain of a split: by how many bits the entropy falls.

        gain = H(parent) - sum over c of (n_c / n) H(child c)

    n_c is the number of samples in child c, n in the parent. H is the entropy in bits. A child without samples
    counts 0.

    parent: (K,) integers, the class counts before the split. children: (C, K) integers, the class counts of each child;
    over the children they add up to the parent. Both are left unchanged.

    Returns a number, 0 or more.
    """

    ### BEGIN SOLUTION
    def bits(counts):
        shares = counts[counts > 0] / counts.sum()
        return np.sum(shares * np.log2(1 / shares))

    after = sum(child.sum() * bits(child) for child in children)
    return bits(parent) - after / parent.sum()
    ### END SOLUTION


def as_mutual_information(parent, children):
    """Mutual information of child and class, from all cells of the table."""
    total = children.sum()
    found = 0.0
    for child in children:
        for k, count in enumerate(child):
            if count:
                found += count / total * np.log2(count * total / (child.sum() * parent[k]))
    return found


def with_scipy(parent, children):
    """SciPy's entropies, children without samples left out."""
    from scipy.stats import entropy as of_shares

    parts = [(np.sum(child), of_shares(np.array(child), base=2)) for child in children if np.sum(child)]
    after = np.average([h for _, h in parts], weights=[n for n, _ in parts])
    return float(of_shares(np.array(parent), base=2) - after)


def split(children):
    """Inputs of `call`: these children, and what they add up to."""
    children = np.array(children)
    return {"args": [children.sum(axis=0), children]}


def drawn(rng, n, k, empty=None):
    """Inputs of `call`: unequal children, each with a class of its own that is frequent."""
    children = rng.integers(1, 5, (n, k)) + 6 * np.eye(n, k, dtype=int)
    children = children * np.arange(1, n + 1)[:, None]
    if empty is not None:
        children[empty] = 0
    return split(children)


EXERCISE = Exercise(
    information_gain,
    points=2,
    ids=("ML-03",),
    source="Quinlan 1986",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_scipy,
    cases=(
        Case(
            "whether to play outside",
            lambda rng: split([[2, 3], [4, 0], [3, 2]]),
            public=True,
            about="parent [9, 5], children [2, 3], [4, 0], [3, 2]",
        ),
        Case("two unequal children", lambda rng: drawn(rng, 2, 3), public=True, about="2 children, 3 classes"),
        Case(
            "a child without samples", lambda rng: drawn(rng, 3, 4, empty=1), public=True, about="3 children, one empty"
        ),
        Case("five children", lambda rng: drawn(rng, 5, 3)),
    ),
    right=(
        Right("mutual information", task=as_mutual_information),
        Right(
            "every child weighted by its share",
            {
                "sum(child.sum() * bits(child) for child in children)": (
                    "np.dot(children.sum(axis=1), [bits(child) for child in children])"
                )
            },
        ),
        Right(
            "natural logarithms",
            {
                "np.log2(1 / shares)": "-np.log(shares)",
                "bits(parent) - after / parent.sum()": "(bits(parent) - after / parent.sum()) / np.log(2)",
            },
        ),
    ),
    hint="Parent [2, 2], children [2, 0] and [0, 2]: the gain is 1 bit. Children [1, 1] and [1, 1]: it is 0.",
    wrong=(
        Wrong(
            "children not weighted",
            {
                "sum(child.sum() * bits(child) for child in children)": "sum(bits(child) for child in children)",
                "after / parent.sum()": "after / len(children)",
            },
            hint="You take the plain mean of the children. A child with more samples counts more.",
        ),
        Wrong(
            "children added up",
            {"child.sum() * bits(child)": "bits(child)", "after / parent.sum()": "after"},
            hint="You subtract the sum of the entropies. Each child counts with its share of the samples.",
        ),
        Wrong(
            "entropy of the parent alone",
            {"bits(parent) - after / parent.sum()": "bits(parent)"},
            hint="That is the entropy before the split. The gain is a difference.",
        ),
        Wrong(
            "entropy that is left",
            {"bits(parent) - after": "after"},
            hint="That is what is left after the split. By how much did the entropy fall?",
        ),
        Wrong(
            "sign reversed",
            {"bits(parent) - after / parent.sum()": "after / parent.sum() - bits(parent)"},
            hint="Your gain is negative. The entropy before comes first.",
        ),
        Wrong(
            "natural logarithm",
            {"np.log2": "np.log"},
            hint="A split of two equal classes into pure children gains 1 bit.",
        ),
        Wrong(
            "Gini in place of entropy",
            {"np.sum(shares * np.log2(1 / shares))": "1 - np.sum(shares**2)"},
            hint="You subtract Gini impurities. The information gain is made of entropies.",
        ),
        Wrong(
            "an empty child gives NaN",
            {"counts[counts > 0] / counts.sum()": "counts / counts.sum()"},
            hint="A count of 0 makes 0 times infinity, and an empty child 0/0. Both add nothing.",
        ),
        Wrong(
            "gain ratio",
            {
                "bits(parent) - after / parent.sum()": (
                    "(bits(parent) - after / parent.sum()) / bits(children.sum(axis=1))"
                )
            },
            hint="You divide by the entropy of the split. That is the gain *ratio* of another algorithm.",
        ),
    ),
    survivors={
        (
            "return np.sum(shares * np.log2(1 / shares)) -> return np.sum(shares * np.log2(2 / shares))"
        ): "every entropy grows by one bit, and the difference stays",
        (
            "return bits(parent) - after / parent.sum() -> return bits(parent) - after / children.sum()"
        ): "the children add up to the parent",
    },
)
