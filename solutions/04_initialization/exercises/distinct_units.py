"""How many different units a hidden layer has: what symmetry leaves of it."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def distinct_units(W1, W2):
    """How many different units a hidden layer has, as a whole number.

    The network is f(x @ W1) @ W2, without biases. Unit j is what goes into it, column j of W1, and what comes out of
    it, row j of W2. Two units are the same where both are equal, number by number. So a layer in which every unit is
    the same has 1 different unit, and one in which all differ has H.

    W1: (D, H). W2: (H, M). Both left unchanged.
    """
    ### BEGIN SOLUTION
    units = np.concatenate([W1, W2.T])
    return len(np.unique(units, axis=1).T)
    ### END SOLUTION


def pair_by_pair(W1, W2):
    """Compares each unit with those before it."""
    different = []
    for j in range(W1.shape[1]):
        twins = [i for i in different if (W1[:, i] == W1[:, j]).all() and (W2[i] == W2[j]).all()]
        if not twins:
            different.append(j)
    return len(different)


def as_a_set(W1, W2):
    """The oracle: units as tuples, a set of them."""
    columns = [tuple(column) for column in W1.T.tolist()]
    return len({(column, tuple(row)) for column, row in zip(columns, W2.tolist())})


def layer(rng, *names, D=3, M=2, layout="C"):
    """A layer with one unit for each pair of letters: what goes in, what comes out; equal letters, equal weights."""
    letters = sorted({letter for name in names for letter in name})
    before, after = ({c: rng.normal(size=n) for c in letters} for n in (D, M))
    W1 = np.stack([before[name[0]] for name in names], axis=1)
    W2 = np.stack([after[name[1]] for name in names])
    return {"args": [W1, W2], "returns": ["units"], "layout": layout}


EXERCISE = Exercise(
    distinct_units,
    points=2,
    ids=("INI-07",),
    source="Rumelhart, Hinton & Williams 1986, on breaking symmetry",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=as_a_set,
    cases=(
        Case("three twins", lambda rng: layer(rng, "aa", "aa", "aa"), public=True, about="H = 3, all units the same"),
        Case("one unit", lambda rng: layer(rng, "ab"), public=True, about="H = 1"),
        Case(
            "twins that are not neighbours",
            lambda rng: layer(rng, "aa", "bb", "aa", "cc", "bb"),
            public=True,
            about="H = 5, units 0 and 2, units 1 and 4 the same",
        ),
        Case(
            "the same in, not the same out",
            lambda rng: layer(rng, "aa", "ab", "ab", "ac"),
            public=True,
            weight=2,
            about="H = 4, equal columns of W1, three different rows of W2",
        ),
        Case(
            "the same out, not the same in",
            lambda rng: layer(rng, "aa", "ba", "ca", "ca", "da"),
            public=True,
            weight=2,
            about="H = 5, equal rows of W2, four different columns of W1",
        ),
        Case(
            "one side shared",
            lambda rng: layer(rng, "aa", "ab", "ba", "cc"),
            public=True,
            about="H = 4, all different, two with equal columns of W1, two with equal rows of W2",
        ),
        Case(
            "sides that mix",
            lambda rng: layer(rng, *("".join(rng.choice(list("abc"), 2)) for _ in range(12))),
            weight=2,
        ),
        Case("all different", lambda rng: layer(rng, "aa", "bb", "cc", "dd", M=1, layout="F")),
        Case("all weights 0", lambda rng: {"args": [np.zeros((4, 6)), np.zeros((6, 2))], "returns": ["units"]}),
        Case(
            "nearly the same",
            lambda rng: {"args": [np.array([[1.0, 1.0 + 1e-12]]), np.ones((2, 1))], "returns": ["units"]},
            public=True,
            about="H = 2, weights 1e-12 apart",
        ),
        Case(
            "mirror images",
            lambda rng: {"args": [rng.normal(size=(3, 1)) * [1, -1], np.ones((2, 2))], "returns": ["units"]},
            public=True,
            about="H = 2, the same but for the sign",
        ),
    ),
    right=(
        Right("pair by pair", task=pair_by_pair),
        Right("as rows", {"len(np.unique(units, axis=1).T)": "len(np.unique(units.T, axis=0))"}),
    ),
    hint=(
        "Take a network of two units and decide by hand. When are two units the same: by what goes in, by what "
        "comes out, or by both?"
    ),
    wrong=(
        Wrong(
            "looks at W1 alone",
            {"np.concatenate([W1, W2.T])": "np.concatenate([W1, 0 * W2.T])"},
            hint=(
                "Two units that see the same may still be listened to differently.",
                "A unit is a column of W1 and a row of W2.",
            ),
        ),
        Wrong(
            "looks at W2 alone",
            {"np.concatenate([W1, W2.T])": "np.concatenate([0 * W1, W2.T])"},
            hint="Two units that are listened to equally may still see different things.",
        ),
        Wrong(
            "counts different numbers",
            {"len(np.unique(units, axis=1).T)": "np.unique(units).size"},
            hint="You count numbers. A unit is a whole column of them.",
        ),
        Wrong(
            "counts neighbours that differ",
            {"len(np.unique(units, axis=1).T)": "1 + int((units[:, 1:] != units[:, :-1]).any(axis=0).sum())"},
            hint="Twins need not stand side by side.",
        ),
        Wrong(
            "the rank of W1",
            {"len(np.unique(units, axis=1).T)": "int(np.linalg.matrix_rank(W1))"},
            hint="The rank counts directions; a unit may be different and yet a sum of others.",
        ),
        Wrong(
            "nearly the same is the same",
            {"np.concatenate([W1, W2.T])": "np.round(np.concatenate([W1, W2.T]), 8)"},
            hint="However small, a difference is what descent can make larger. Compare exactly.",
        ),
        Wrong(
            "the sign is overlooked",
            {"np.concatenate([W1, W2.T])": "np.abs(np.concatenate([W1, W2.T]))"},
            hint="A unit and its mirror image are two.",
        ),
        Wrong(
            "columns and rows counted apart",
            {
                "len(np.unique(units, axis=1).T)": (
                    "max(len(np.unique(W1, axis=1).T), len(np.unique(W2, axis=0))) + 0 * len(units)"
                )
            },
            hint="You count columns of W1 and rows of W2 apart. Two units are the same where both are equal at once.",
        ),
        Wrong(
            "the smaller of two counts",
            {
                "len(np.unique(units, axis=1).T)": (
                    "min(len(np.unique(W1, axis=1).T), len(np.unique(W2, axis=0))) + 0 * len(units)"
                )
            },
            hint="You count columns and rows apart and take the smaller count. One side that differs is enough.",
        ),
        Wrong(
            "either side is enough",
            {
                "return len(np.unique(units, axis=1).T)": (
                    "kept = []\n"
                    "    for j in range(len(W2)):\n"
                    "        if not any((W1[:, i] == W1[:, j]).all() or (W2[i] == W2[j]).all() for i in kept):\n"
                    "            kept.append(j)\n"
                    "    return len(kept) + 0 * len(units)"
                )
            },
            hint="You take two units for the same where one side is equal. Both sides have to be.",
        ),
        Wrong(
            "counts all units",
            {"len(np.unique(units, axis=1).T)": "units.shape[1]"},
            hint="You give the number of units, twins included.",
        ),
        Wrong(
            "counts units without a twin",
            {"len(np.unique(units, axis=1).T)": "int((np.unique(units, axis=1, return_counts=True)[1] == 1).sum())"},
            hint="You leave out units that have a twin. Twins count once, not never.",
        ),
    ),
)
