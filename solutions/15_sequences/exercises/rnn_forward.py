"""Forward pass of a recurrent layer: one state, carried through time."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def rnn_forward(X, Wx, Wh, b, h0):
    """States of a recurrent layer, for every time step:

        h_t = tanh(x_t Wx + h_(t-1) Wh + b)    for t = 0, ..., T - 1, where h_(-1) is h0

    X: (N, T, D) floats, N sequences of T steps; axis 1 is time. Wx: (D, H). Wh: (H, H). b: (H,), the only bias.
    h0: (N, H), the states before the first step. T is at least 1. All are left unchanged.

    Returns H (N, T, H), the state after each step, with the dtype of X.
    """
    ### BEGIN SOLUTION
    N, T, _ = X.shape
    H = np.empty((N, T, len(b)), X.dtype)
    h = h0
    for t in range(T):
        h = np.tanh(X[:, t] @ Wx + h @ Wh + b)
        H[:, t] = h
    return H
    ### END SOLUTION


def with_torch(X, Wx, Wh, b, h0):
    """torch.nn.RNN, whose weights are transposed and whose second bias is 0 here."""
    import torch

    layer = torch.nn.RNN(*Wx.shape, batch_first=True, dtype=torch.tensor(np.array(X)).dtype)
    with torch.no_grad():
        for parameter, value in zip(layer.parameters(), (Wx.T, Wh.T, b, 0 * b)):
            parameter.copy_(torch.tensor(np.array(value)))
        return layer(torch.tensor(np.array(X)), torch.tensor(np.array(h0))[None])[0].numpy()


def sequence_by_sequence(X, Wx, Wh, b, h0):
    """Each sequence by itself, unit by unit."""
    H = np.zeros(X.shape[:2] + b.shape, X.dtype)
    for n, sequence in enumerate(X):
        before = h0[n]
        for t, x in enumerate(sequence):
            sums = [sum(x * Wx[:, j]) + sum(before * Wh[:, j]) + b[j] for j in range(len(b))]
            H[n, t] = before = np.tanh(np.array(sums, X.dtype))
    return H


def with_one_matrix(X, Wx, Wh, b, h0):
    """Input and state side by side, and both weights as one matrix; the steps are stacked at the end."""
    both, h, states = np.vstack([Wx, Wh]), h0, []
    for x in X.transpose(1, 0, 2):
        h = np.tanh(np.hstack([x, h]) @ both + b)
        states.append(h)
    return np.stack(states, axis=1)


def sequences(rng, n, t, d, h, dtype="float64", **options):
    """Inputs of `call`: numbers of size about 1, weights of both signs that are far from symmetric."""
    X, h0 = rng.normal(size=(n, t, d)), rng.uniform(0.3, 0.9, (n, h)) * rng.choice([-1, 1], (n, h))
    Wx, Wh = 0.5 * rng.normal(size=(d, h)), rng.uniform(0.3, 0.9, (h, h)) * rng.choice([-1, 1], (h, h))
    b = rng.uniform(0.3, 0.9, h) * rng.choice([-1, 1], h)
    return {"args": [x.astype(dtype) for x in (X, Wx, Wh, b, h0)], **options}


_STEP = "h = np.tanh(X[:, t] @ Wx + h @ Wh + b)"

EXERCISE = Exercise(
    rnn_forward,
    points=4,
    ids=("SEQ-01",),
    source="Elman 1990; torch.nn.RNN",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case(
            "three steps",
            lambda rng: sequences(rng, 2, 3, 4, 5),
            public=True,
            about="2 sequences, 3 steps, 4 inputs, 5 units",
        ),
        Case(
            "more units than steps",
            lambda rng: sequences(rng, 3, 4, 5, 6),
            public=True,
            weight=2,
            about="3 sequences, 4 steps, 5 inputs, 6 units",
        ),
        Case("one step", lambda rng: sequences(rng, 3, 1, 2, 4), public=True, weight=0.5, about="a single step"),
        Case("one sequence", lambda rng: sequences(rng, 1, 7, 3, 2)),
        Case("column-major", lambda rng: sequences(rng, 4, 5, 3, 2, layout="F")),
        Case("every other column", lambda rng: sequences(rng, 3, 5, 2, 4, layout="strided")),
        Case("float32", lambda rng: sequences(rng, 2, 4, 5, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("sequence by sequence", task=sequence_by_sequence),
        Right("one matrix for both", task=with_one_matrix),
        Right("inputs multiplied in advance", {"X[:, t] @ Wx +": "(X @ Wx)[:, t] +"}),
    ),
    hint="Take one unit, one input and two steps, with all weights 1, b = 0 and h0 = 0.5, and compute both states.",
    wrong=(
        Wrong(
            "every step starts from h0",
            {"h @ Wh": "h0 @ Wh"},
            hint="The first step is right. Which state does the second step start from?",
        ),
        Wrong(
            "starts from zeros",
            {"h = h0\n": "h = np.zeros_like(h0)\n"},
            hint="Your first step does not depend on h0. Which state stands before it?",
        ),
        Wrong(
            "recurrent weights transposed",
            {"h @ Wh": "h @ Wh.T"},
            hint="Wh is square, so its transpose fits too. From which unit to which does Wh[i, j] lead?",
        ),
        Wrong("no state at all", {" + h @ Wh": ""}, hint="Your steps know nothing of each other."),
        Wrong("bias left out", {"h @ Wh + b": "h @ Wh"}, hint="Your states do not depend on b."),
        Wrong(
            "bias added twice",
            {"h @ Wh + b": "h @ Wh + 2 * b"},
            hint="torch has two biases. Here there is one.",
        ),
        Wrong(
            "bias outside of the tanh",
            {"h @ Wh + b)": "h @ Wh) + b"},
            hint="Some of your states are above 1 or below -1. What may a tanh give?",
        ),
        Wrong(
            "tanh left out",
            {"np.tanh(X[:, t] @ Wx + h @ Wh + b)": "X[:, t] @ Wx + h @ Wh + b"},
            hint="Your states are sums. They should lie between -1 and 1.",
        ),
        Wrong(
            "sigmoid for tanh",
            {
                "np.tanh(X[:, t] @ Wx + h @ Wh + b)": "1 / (1 + np.exp(-(X[:, t] @ Wx + h @ Wh + b)))",
            },
            hint="All your states are positive. Which function goes from -1 to 1?",
        ),
        Wrong(
            "sum carried on without tanh",
            {_STEP: "h = X[:, t] @ Wx + h @ Wh + b", "H[:, t] = h": "H[:, t] = np.tanh(h)"},
            hint="The first step is right. The next one gets the state, not the sum from which it was made.",
        ),
        Wrong(
            "read from the end",
            {"for t in range(T):": "for t in reversed(range(T)):"},
            hint="One step is right. With more of them you read the sequence from its end.",
        ),
        Wrong(
            "state before the step",
            {f"{_STEP}\n        H[:, t] = h": f"H[:, t] = h\n        {_STEP}"},
            hint="Your first state is h0, and the last one is missing. H holds the states after each step.",
        ),
        Wrong("last state alone", {"return H": "return h"}, hint="The state after every step is asked for."),
    ),
    survivors={
        "H = np.empty((N, T, len(b)), X.dtype) -> H = np.empty((N, T, len(b)), Wx.dtype)": "they have the same dtype",
    },
)
