"""Energy of a restricted Boltzmann machine: low where units agree with the weights."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def energy(V, H, W, b, a):
    """Energy of every pair of a visible and a hidden vector:

        E(v, h) = -v^T W h - b^T v - a^T h

    V: (N, D) floats, the visible vectors, one per row; in this lab 0 or 1, but the formula takes any number.
    H: (N, F) floats, the hidden vectors; row n belongs to row n of V. W: (D, F) weights. b: (D,) visible biases.
    a: (F,) hidden biases. All are left unchanged.

    Returns (N,) floats, one energy per row.
    """
    ### BEGIN SOLUTION
    interaction = np.sum((V @ W) * H, axis=1)
    return -interaction - V @ b - H @ a
    ### END SOLUTION


def over_all_units(V, H, W, b, a):
    """Plain sums over the units, pair by pair."""
    found = []
    for v, h in zip(V, H):
        total = sum(v[i] * b[i] for i in range(len(b))) + sum(h[j] * a[j] for j in range(len(a)))
        total += sum(v[i] * W[i, j] * h[j] for i in range(len(b)) for j in range(len(a)))
        found.append(-total)
    return np.array(found)


def by_einsum(V, H, W, b, a):
    """The three terms as Einstein sums."""
    return -(np.einsum("ni,ij,nj->n", V, W, H) + np.einsum("ni,i->n", V, b) + np.einsum("nj,j->n", H, a))


def with_diagonal(V, H, W, b, a):
    """Biases as one more unit that is always on; the pairs are the diagonal of all pairs."""
    ones = np.ones((len(V), 1), V.dtype)
    bordered = np.block([[W, b[:, None]], [a[None, :], np.zeros((1, 1), W.dtype)]])
    return -np.diag(np.hstack([V, ones]) @ bordered @ np.hstack([H, ones]).T)


def bits(rng, *shape):
    """Zeros and ones, drawn until every row and every column has one of each, where the shape allows it."""
    while True:
        drawn = (rng.random(shape) < 0.5).astype(float)
        if all(np.ptp(drawn, axis=axis).all() for axis in (0, 1) if shape[axis] > 1):
            return drawn


def pairs(rng, n, d, f, dtype="float64", **options):
    """Inputs of `call`: n pairs of bits, weights of size about 1, biases that are not 0."""
    W, b, a = rng.normal(size=(d, f)), rng.uniform(0.4, 1.5, d), rng.uniform(0.4, 1.5, f)
    b[::2] *= -1
    a[1::2] *= -1
    return {"args": [x.astype(dtype) for x in (bits(rng, n, d), bits(rng, n, f), W, b, a)], **options}


def probable(rng, n, d, f):
    """Inputs of `call`: probabilities in place of bits."""
    drawn = pairs(rng, n, d, f)
    drawn["args"][:2] = rng.uniform(0.2, 0.8, (n, d)), rng.uniform(0.2, 0.8, (n, f))
    return drawn


EXERCISE = Exercise(
    energy,
    points=3,
    ids=("RBM-01",),
    source="Smolensky 1986; Hinton 2010, section 2",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=over_all_units,
    cases=(
        Case("two pairs", lambda rng: pairs(rng, 2, 3, 2), public=True, about="2 pairs, 3 visible and 2 hidden units"),
        Case("five pairs", lambda rng: pairs(rng, 5, 4, 6), public=True, about="5 pairs, 4 visible and 6 hidden units"),
        Case(
            "probabilities", lambda rng: probable(rng, 4, 5, 3), public=True, about="numbers from 0.2 to 0.8 as units"
        ),
        Case("a single pair", lambda rng: probable(rng, 1, 4, 3)),
        Case("column-major", lambda rng: pairs(rng, 5, 6, 4, layout="F")),
        Case("every other column", lambda rng: pairs(rng, 6, 5, 4, layout="strided")),
        Case("float32", lambda rng: pairs(rng, 4, 7, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("Einstein sums", task=by_einsum),
        Right("a unit that is always on", task=with_diagonal),
        Right("the hidden side first", {"np.sum((V @ W) * H, axis=1)": "np.sum(V * (H @ W.T), axis=1)"}),
    ),
    hint=(
        "Compute the four energies of the small machine in the text by hand, one term after the other. "
        "Then hand over two rows."
    ),
    wrong=(
        Wrong(
            "no minus at all",
            {"-interaction - V @ b - H @ a": "interaction + V @ b + H @ a"},
            hint="Your energies have the wrong sign: units that agree with the weights should make the energy low.",
        ),
        Wrong(
            "only the interaction has a minus",
            {"- V @ b - H @ a": "+ V @ b + H @ a"},
            hint="A positive bias makes its unit likely to be on. Should such a unit raise the energy, or lower it?",
        ),
        Wrong(
            "every pair is counted twice, so halved",
            {"-interaction": "-0.5 * interaction"},
            hint=(
                "The biases are right, the interaction is too small by a factor.",
                "The 1/2 belongs to a general Boltzmann machine, whose matrix holds each pair of units twice.",
            ),
        ),
        Wrong(
            "all pairs of rows",
            {"np.sum((V @ W) * H, axis=1)": "np.sum(V @ W @ H.T, axis=1)"},
            hint="Row n of V goes with row n of H alone. A product of V, W and H^T pairs it with every row.",
        ),
        Wrong(
            "one energy for the whole batch",
            {"np.sum((V @ W) * H, axis=1)": "np.sum((V @ W) * H)"},
            hint="The interaction is summed over the rows, too. Each pair has an energy of its own.",
        ),
        Wrong("visible biases left out", {" - V @ b": ""}, hint="Something is missing: what do the visible biases do?"),
        Wrong("hidden biases left out", {" - H @ a": ""}, hint="Something is missing: what do the hidden biases do?"),
        Wrong("interaction left out", {"-interaction - V @ b": "-V @ b"}, hint="Your energy does not depend on W."),
        Wrong(
            "mean over the hidden units",
            {"np.sum((V @ W) * H, axis=1)": "np.mean((V @ W) * H, axis=1)"},
            hint="Your interaction shrinks as hidden units are added. Every pair of units counts fully.",
        ),
        Wrong(
            "weight of the state in place of its energy",
            {"return -interaction - V @ b - H @ a": "return np.exp(interaction + V @ b + H @ a)"},
            hint="You return e^(-E). Return the energy itself.",
        ),
    ),
)
