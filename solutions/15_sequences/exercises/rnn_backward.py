"""Backward pass of a recurrent layer: backpropagation through time."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def rnn_backward(dH, X, H, Wx, Wh, h0):
    """Gradients of a recurrent layer, backward through time, for

        h_t = tanh(x_t Wx + h_(t-1) Wh + b)    where h_(-1) is h0

    dH: (N, T, H), the gradient that reaches each state from outside: from the layers above, not from later steps.
    X: (N, T, D). H: (N, T, H), the states of the forward pass. Wx: (D, H). Wh: (H, H). h0: (N, H).
    All are left unchanged. Gradients are sums over the sequences.

    Returns dX (N, T, D), dWx (D, H), dWh (H, H), db (H,), dh0 (N, H).
    """
    ### BEGIN SOLUTION
    dX, dWx, dWh = np.empty_like(X), np.zeros_like(Wx), np.zeros_like(Wh)
    db, dh = np.zeros_like(h0[0]), np.zeros_like(h0)
    for t in reversed(range(X.shape[1])):
        before = H[:, t - 1] if t > 0 else h0
        dz = (dH[:, t] + dh) * (1 - H[:, t] ** 2)
        dX[:, t] = dz @ Wx.T
        dWx += X[:, t].T @ dz
        dWh += before.T @ dz
        db += dz.sum(axis=0)
        dh = dz @ Wh.T
    return dX, dWx, dWh, db, dh
    ### END SOLUTION


def with_autograd(dH, X, H, Wx, Wh, h0):
    """torch's autograd through the linearized recurrence: the given states, and the slope of tanh at each of them."""
    import torch

    dH, X, H, Wx, Wh, h0 = (torch.tensor(np.array(x)) for x in (dH, X, H, Wx, Wh, h0))
    leaves = [x.clone().requires_grad_(True) for x in (X, Wx, Wh, torch.zeros_like(h0[0]), h0)]
    X, Wx, Wh, b, h = leaves
    total = 0.0
    for t in range(X.shape[1]):
        z = X[:, t] @ Wx + h @ Wh + b
        h = H[:, t] + (1 - H[:, t] ** 2) * (z - z.detach())
        total = total + (h * dH[:, t]).sum()
    return tuple(g.numpy() for g in torch.autograd.grad(total, leaves))


def dz_first(dH, X, H, Wx, Wh, h0):
    """All gradients of the sums first, then every parameter by one sum over sequences and steps."""
    _, T, units = H.shape
    earlier = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    slope = 1 - H * H
    dZ = np.array(dH * slope)
    for t in range(T - 2, -1, -1):
        dZ[:, t] += np.einsum("nj,ij->ni", dZ[:, t + 1], Wh) * slope[:, t]
    dWx, dWh = np.einsum("ntd,nth->dh", X, dZ), np.einsum("nti,ntj->ij", earlier, dZ)
    return dZ @ Wx.T, dWx, dWh, dZ.reshape(-1, units).sum(axis=0), dZ[:, 0] @ Wh.T


def sequence_by_sequence(dH, X, H, Wx, Wh, h0):
    """A recursion over the steps of each sequence, with outer products."""
    sums = [np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(h0[0])]

    def back(x, states, outside, carried):
        """Take the last step of one sequence, then the steps before it; return dX in reverse, and dh0."""
        if not len(x):
            return [], carried
        h, before = states[-1], states[-2]
        dz = (1 - h) * (1 + h) * (outside[-1] + carried)
        sums[0] += np.outer(x[-1], dz)
        sums[1] += np.outer(before, dz)
        sums[2] += dz
        rest, first = back(x[:-1], states[:-1], outside[:-1], Wh @ dz)
        return [Wx @ dz, *rest], first

    found = [back(x, [start, *h], outside, 0 * start) for x, h, outside, start in zip(X, H, dH, h0)]
    return np.array([dx[::-1] for dx, _ in found]), *sums, np.array([first for _, first in found])


def passes(rng, n, t, d, h, dtype="float64", only_last=False, **options):
    """Inputs of `call`: a forward pass with states inside of (-1, 1), and a gradient for every state."""

    def signed(low, high, *shape):
        return (rng.uniform(low, high, shape) * rng.choice([-1, 1], shape)).astype(dtype)

    X, h0, b = signed(0.3, 1.5, n, t, d), signed(0.3, 0.9, n, h), signed(0.1, 0.3, h)
    Wx, Wh = signed(0.3, 0.9, d, h) / np.sqrt(d).astype(dtype), signed(0.5, 1.5, h, h) / np.sqrt(h).astype(dtype)
    H, state = np.zeros((n, t, h), dtype), h0
    for i in range(t):
        H[:, i] = state = np.tanh(X[:, i] @ Wx + state @ Wh + b)
    dH = signed(0.3, 1.5, n, t, h)
    if only_last:
        dH[:, :-1] = 0.0
    return {"args": [dH, X, H, Wx, Wh, h0], "returns": ["dX", "dWx", "dWh", "db", "dh0"], **options}


EXERCISE = Exercise(
    rnn_backward,
    points=6,
    ids=("SEQ-01",),
    source="Werbos 1990",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
    cases=(
        Case(
            "one step",
            lambda rng: passes(rng, 3, 1, 2, 4),
            public=True,
            weight=0.5,
            about="3 sequences of a single step, 2 inputs, 4 units",
        ),
        Case(
            "four steps",
            lambda rng: passes(rng, 3, 4, 5, 6),
            public=True,
            weight=2,
            about="3 sequences, 4 steps, 5 inputs, 6 units; a gradient at each state",
        ),
        Case(
            "gradient at the last state",
            lambda rng: passes(rng, 2, 3, 4, 5, only_last=True),
            public=True,
            about="2 sequences, 3 steps; dH is 0 except at the last step",
        ),
        Case("one sequence", lambda rng: passes(rng, 1, 5, 3, 2), public=True, about="a single sequence of 5 steps"),
        Case("column-major", lambda rng: passes(rng, 4, 5, 3, 2, layout="F")),
        Case("every other column", lambda rng: passes(rng, 3, 5, 2, 4, layout="strided")),
        Case("float32", lambda rng: passes(rng, 2, 4, 5, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("all dz first", task=dz_first),
        Right("a recursion for each sequence", task=sequence_by_sequence),
        Right("new arrays in place of +=", {"dWh += before.T @ dz": "dWh = dWh + before.T @ dz"}),
    ),
    hint=(
        "Take one step, then two steps, and compare each of the five arrays with central differences of the sum of "
        "dH * H."
    ),
    wrong=(
        Wrong(
            "no transpose on the way back",
            {"dh = dz @ Wh.T": "dh = dz @ Wh"},
            hint=(
                "The last step is right. Wh is square, so a missing transpose raises no error.",
                "Forward is h @ Wh. What is the gradient of h in a matrix product?",
            ),
        ),
        Wrong(
            "nothing carried through time",
            {"(dH[:, t] + dh)": "dH[:, t]"},
            hint="With one step you are right. A state also acts on all later steps.",
        ),
        Wrong(
            "carried gradient replaces the one from outside",
            {"(dH[:, t] + dh)": "(dh if dh.any() else dH[:, t])"},
            hint="The last step is right. A state has two ways to the loss, and their gradients add up.",
        ),
        Wrong(
            "carried gradients pile up",
            {"dh = dz @ Wh.T": "dh += dz @ Wh.T"},
            hint="Two steps back you count a path twice. What a step hands back replaces what it was given.",
        ),
        Wrong(
            "both weights overwritten",
            {"dWx += X": "dWx[...] = X", "dWh += before": "dWh[...] = before"},
            hint="With one step you are right. The same weights are used in every step.",
        ),
        Wrong(
            "recurrent weights overwritten",
            {"dWh += before": "dWh[...] = before"},
            hint="dWx is right. Wh, too, is used in every step.",
        ),
        Wrong(
            "input weights overwritten",
            {"dWx += X": "dWx[...] = X"},
            hint="dWh is right. Wx, too, is used in every step.",
        ),
        Wrong(
            "bias overwritten",
            {"db += dz.sum(axis=0)": "db = dz.sum(axis=0)"},
            hint="The weights are right. The bias, too, is used in every step.",
        ),
        Wrong(
            "state after the step in the weights",
            {"before = H[:, t - 1] if t > 0 else h0": "before = H[:, t]"},
            hint="Only dWh is wrong. Which state did Wh multiply in step t?",
        ),
        Wrong(
            "last state before the first",
            {"H[:, t - 1] if t > 0 else h0": "H[:, t - 1]"},
            hint="Only dWh is wrong, and only through its first step. What is H[:, -1]?",
        ),
        Wrong(
            "h0 taken as zeros",
            {"if t > 0 else h0": "if t > 0 else np.zeros_like(h0)"},
            hint="Only dWh is wrong, and only through its first step.",
        ),
        Wrong(
            "slope of tanh left out",
            {" * (1 - H[:, t] ** 2)": ""},
            hint="Between the state and the sum there is a tanh. Its slope is not 1.",
        ),
        Wrong(
            "slope without the square",
            {"H[:, t] ** 2": "H[:, t]"},
            hint="The slope of tanh should be the same for h and for -h.",
        ),
        Wrong(
            "slope for the carried part alone",
            {"(dH[:, t] + dh) * (1 - H[:, t] ** 2)": "dH[:, t] + dh * (1 - H[:, t] ** 2)"},
            hint="Both parts of the gradient pass through the tanh: first add, then multiply.",
        ),
        Wrong(
            "slope for the part from outside alone",
            {"(dH[:, t] + dh) * (1 - H[:, t] ** 2)": "dh + dH[:, t] * (1 - H[:, t] ** 2)"},
            hint="The last step is right. What comes from later steps passes through the tanh as well.",
        ),
        Wrong(
            "forward in time",
            {"reversed(range(X.shape[1]))": "range(X.shape[1])"},
            hint="With one step you are right. Gradients come from the future: where does the loop have to begin?",
        ),
        Wrong(
            "averaged over the batch",
            {"(dH[:, t] + dh) *": "(dH[:, t] / len(X) + dh) *"},
            hint="Everything is too small by the number of sequences. Any mean is already in dH.",
        ),
        Wrong(
            "gradient of the first sum for dh0",
            {"db, dh\n": "db, dz\n"},
            hint="Four arrays are right. From the first sum to h0 there is still one matrix.",
        ),
    ),
    survivors={
        "for t in reversed(range(X.shape[1])) -> for t in reversed(range(H.shape[1]))": "X and H have the same steps",
        "dWx += X[:, t].T @ dz -> dWx = dWx + X[:, t].T @ dz": "the array is the answer's own",
        "dWh += before.T @ dz -> dWh = dWh + before.T @ dz": "the array is the answer's own",
        "db += dz.sum(axis=0) -> db = db + dz.sum(axis=0)": "the array is the answer's own",
    },
)
