"""Norms of a gradient on its way back through time."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def norms_through_time(dh, H, Wh):
    """How long the gradient of a loss is at each state, if only the last state has one of its own:

        norms[t] = Euclidean norm of the gradient by h_t, over all sequences and units together

    for h_t = tanh(x_t Wx + h_(t-1) Wh + b). So norms[T - 1] is the norm of dh itself.

    dh: (N, H), the gradient by the last state. H: (N, T, H), the states of the forward pass. Wh: (H, H).
    All are left unchanged.

    Returns norms (T,), in the order of time.
    """
    ### BEGIN SOLUTION
    T = H.shape[1]
    norms = np.empty(T, H.dtype)
    for t in reversed(range(T)):
        norms[t] = np.sqrt(np.sum(dh**2))
        dh = (dh * (1 - H[:, t] ** 2)) @ Wh.T
    return norms
    ### END SOLUTION


def with_jacobians(dh, H, Wh):
    """The Jacobian of the last state by each state, as a product of matrices, sequence by sequence."""
    N, T, units = H.shape
    squares = np.zeros(T)
    for n in range(N):
        product = np.eye(units)
        for t in range(T - 1, -1, -1):
            squares[t] += np.sum((product @ dh[n]) ** 2)
            product = Wh @ np.diag(1 - H[n, t] ** 2) @ product
    return np.sqrt(squares)


def all_gradients(dh, H, Wh):
    """All gradients in a list, from the last to the first; the norms at the end."""
    found = [dh]
    for h in H.transpose(1, 0, 2)[:0:-1]:
        found.insert(0, np.einsum("nj,ij->ni", found[0] * (1 - h) * (1 + h), Wh))
    return np.linalg.norm(np.array(found).reshape(len(found), -1), axis=1)


def transposed(dh, H, Wh):
    """Units first: the columns are sequences."""
    T, d, norms = H.shape[1], np.array(dh.T), []
    for t in range(T - 1, -1, -1):
        norms.append(np.linalg.norm(d))
        d = Wh @ (d - H[:, t].T ** 2 * d)
    return np.array(norms[::-1], H.dtype)


def states(rng, n, t, h, dtype="float64", **options):
    """Inputs of `call`: states of both signs inside of (-1, 1), weights that are far from symmetric."""

    def signed(low, high, *shape):
        return (rng.uniform(low, high, shape) * rng.choice([-1, 1], shape)).astype(dtype)

    return {"args": [signed(0.5, 1.5, n, h), signed(0.2, 0.8, n, t, h), signed(0.5, 1.5, h, h)], **options}


EXERCISE = Exercise(
    norms_through_time,
    points=3,
    ids=("SEQ-01",),
    source="Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_jacobians,
    cases=(
        Case("two steps", lambda rng: states(rng, 2, 2, 3), public=True, about="2 sequences, 2 steps, 3 units"),
        Case(
            "five steps",
            lambda rng: states(rng, 3, 5, 4),
            public=True,
            weight=2,
            about="3 sequences, 5 steps, 4 units",
        ),
        Case("one step", lambda rng: states(rng, 3, 1, 2), public=True, weight=0.5, about="a single step"),
        Case("one sequence", lambda rng: states(rng, 1, 4, 3)),
        Case("column-major", lambda rng: states(rng, 4, 3, 2, layout="F")),
        Case("every other column", lambda rng: states(rng, 2, 4, 5, layout="strided")),
        Case("float32", lambda rng: states(rng, 2, 5, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("all gradients in a list", task=all_gradients),
        Right("columns are sequences", task=transposed),
        Right("norm by NumPy", {"np.sqrt(np.sum(dh**2))": "np.linalg.norm(dh)"}),
    ),
    hint="Take one unit with weight 2 and states 0 and 0.5, and dh = 1: the norms are 1.5 and 1, in this order.",
    wrong=(
        Wrong(
            "no transpose on the way back",
            {"@ Wh.T": "@ Wh"},
            hint="The last norm is right. Wh is square, so a missing transpose raises no error.",
        ),
        Wrong(
            "slope of tanh left out",
            {"(dh * (1 - H[:, t] ** 2)) @": "dh @"},
            hint="The last norm is right. On the way from h_t to h_(t-1) the gradient passes a tanh.",
        ),
        Wrong(
            "slope of the earlier state",
            {"(1 - H[:, t] ** 2)": "(1 - H[:, t - 1] ** 2)"},
            hint="The last norm is right. Which of the two states came out of the tanh between them?",
        ),
        Wrong(
            "slope without the square",
            {"H[:, t] ** 2": "H[:, t]"},
            hint="The slope of tanh should be the same for h and for -h.",
        ),
        Wrong(
            "slope behind the weights",
            {"(dh * (1 - H[:, t] ** 2)) @ Wh.T": "(dh @ Wh.T) * (1 - H[:, t] ** 2)"},
            hint="The order matters: the gradient meets the tanh of h_t first, and then the weights.",
        ),
        Wrong(
            "last step first",
            {"return norms": "return norms[::-1]"},
            hint="The numbers are right, in the other order. norms[0] belongs to the first state.",
        ),
        Wrong(
            "one step too far",
            {
                "        norms[t] = np.sqrt(np.sum(dh**2))\n        dh = (dh * (1 - H[:, t] ** 2)) @ Wh.T": (
                    "        dh = (dh * (1 - H[:, t] ** 2)) @ Wh.T\n        norms[t] = np.sqrt(np.sum(dh**2))"
                )
            },
            hint="Your last norm is that of the state before. norms[T - 1] is the norm of dh.",
        ),
        Wrong(
            "root forgotten",
            {"np.sqrt(np.sum(dh**2))": "np.sum(dh**2)"},
            hint="These are squares of the norms.",
        ),
        Wrong(
            "mean of the sequences' norms",
            {"np.sqrt(np.sum(dh**2))": "np.sqrt(np.sum(dh**2, axis=1)).mean()"},
            hint="With one sequence you are right. It is one norm over all entries.",
        ),
        Wrong(
            "root of the mean square",
            {"np.sum(dh**2)": "np.mean(dh**2)"},
            hint="A norm is the root of a sum, not of a mean.",
        ),
        Wrong(
            "largest entry",
            {"np.sqrt(np.sum(dh**2))": "np.abs(dh).max()"},
            hint="That is the largest entry. The Euclidean norm counts all of them.",
        ),
        Wrong(
            "always the last state's slope",
            {"(1 - H[:, t] ** 2)": "(1 - H[:, -1] ** 2)"},
            hint="One step back is right. Each step has a slope of its own.",
        ),
    ),
    survivors={"norms = np.empty(T, H.dtype) -> norms = np.empty(T, Wh.dtype)": "H and Wh have the same dtype"},
)
