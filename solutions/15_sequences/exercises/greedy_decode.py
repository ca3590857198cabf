"""Greedy decoding: a decoder that reads what it has said itself."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def greedy_decode(h, E, Wx, Wh, b, Wy, by, steps, pad=0, go=1, eos=2):
    """What a decoder says when nobody tells it the right tokens. In each of the steps, for each row:

        x      = E[token], where the first token is go, and later the one it has just said
        h      = tanh(x Wx + h Wh + b)
        token  = the place of the largest of h Wy + by

    A row that has said eos is done: from then on pad stands in it. The eos itself is kept.

    h: (N, H) floats, the states to start from. E: (V, D), one row per token. Wx: (D, H). Wh: (H, H). b: (H,).
    Wy: (H, V). by: (V,). steps: at least 1. All arrays are left unchanged.

    Returns tokens (N, steps), integers.
    """
    ### BEGIN SOLUTION
    N = len(h)
    said = np.empty((N, steps), int)
    token, done = np.full(N, go), np.zeros(N, bool)
    for t in range(steps):
        h = np.tanh(E[token] @ Wx + h @ Wh + b)
        token = (h @ Wy + by).argmax(axis=1)
        said[:, t] = np.where(done, pad, token)
        done = done | (token == eos)
    return said
    ### END SOLUTION


def row_by_row(h, E, Wx, Wh, b, Wy, by, steps, pad=0, go=1, eos=2):
    """Each row by itself, with torch's cell, until it says eos."""
    import torch

    cell = torch.nn.RNNCell(*Wx.shape, dtype=torch.float64)
    rows = []
    with torch.no_grad():
        for parameter, value in zip(cell.parameters(), (Wx.T, Wh.T, b, 0 * b)):
            parameter.copy_(torch.tensor(np.array(value, float)))
        for start in h:
            state, said = torch.tensor(np.array(start, float))[None], [go]
            while len(said) <= steps and (len(said) == 1 or said[-1] != eos):
                state = cell(torch.tensor(np.array(E[said[-1]], float))[None], state)
                said.append(int(np.argmax(state[0].numpy() @ Wy + by)))
            rows.append(said[1:] + [pad] * (steps + 1 - len(said)))
    return np.array(rows)


def cut_at_the_end(h, E, Wx, Wh, b, Wy, by, steps, pad=0, go=1, eos=2):
    """All steps for all rows; what stands behind the first eos is cut off at the end."""
    tokens = [np.full(len(h), go)]
    for _ in range(steps):
        h = np.tanh(E[tokens[-1]] @ Wx + h @ Wh + b)
        tokens.append(np.argmax(h @ Wy + by, axis=1))
    said = np.stack(tokens[1:], axis=1)
    over = np.cumsum(said == eos, axis=1) - (said == eos) > 0
    said[over] = pad
    return said


def only_open_rows(h, E, Wx, Wh, b, Wy, by, steps, pad=0, go=1, eos=2):
    """Only rows that are still open are computed."""
    said = np.zeros((len(h), steps), int) + pad
    rows, states, token = np.arange(len(h)), h, [go] * len(h)
    for t in range(steps):
        if not len(rows):
            break
        states = np.tanh(np.take(E, token, axis=0) @ Wx + states @ Wh + b)
        token = np.argmax(states @ Wy + by, axis=-1)
        said[rows, t] = token
        still = token != eos
        rows, states, token = rows[still], states[still], token[still]
    return said


def decoders(rng, n, v, d, h, steps, **kwargs):
    """Inputs of `call`: a random decoder, drawn anew until many rows end early, many late, and many never."""

    def normal(size, *shape):
        return size * rng.normal(size=shape)

    go, eos = kwargs.get("go", 1), kwargs.get("eos", 2)
    while True:
        start, E = rng.uniform(-0.9, 0.9, (n, h)), normal(1.5, v, d)
        Wx, Wh, b = normal(1.5 / np.sqrt(d), d, h), normal(2.0 / np.sqrt(h), h, h), normal(0.8, h)
        arrays = [start, E, Wx, Wh, b, normal(1.5, h, v), normal(1.5, v)]
        free = cut_at_the_end(*arrays, steps, go=go, eos=-1)
        ends = free == eos
        first = np.where(ends.any(axis=1), ends.argmax(axis=1), steps)
        one, two = (np.take_along_axis(free, np.minimum(first + i, steps - 1)[:, None], 1)[:, 0] for i in (1, 2))
        goes_on = (first < steps - 2) & (one != eos) & (two != kwargs.get("pad", 0))
        if (first < steps - 1).mean() > 0.15 and (first == steps).mean() > 0.2 and (steps < 3 or goes_on.mean() > 0.1):
            return {"args": [*arrays, steps], "kwargs": kwargs}


EXERCISE = Exercise(
    greedy_decode,
    points=5,
    ids=("SEQ-01",),
    source="Sutskever, Vinyals & Le 2014",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=row_by_row,
    cases=(
        Case(
            "two steps",
            lambda rng: decoders(rng, 150, 6, 4, 5, 2),
            public=True,
            weight=0.5,
            about="150 rows, two steps, 6 kinds of tokens",
        ),
        Case(
            "six steps",
            lambda rng: decoders(rng, 120, 7, 4, 9, 6),
            public=True,
            weight=2,
            about="120 rows, six steps, 7 kinds of tokens",
        ),
        Case(
            "other special tokens",
            lambda rng: decoders(rng, 120, 8, 5, 11, 5, pad=6, go=5, eos=3),
            public=True,
            about="pad=6, go=5, eos=3; 120 rows, five steps, 8 kinds of tokens",
        ),
        Case("four steps", lambda rng: decoders(rng, 120, 9, 6, 8, 4)),
    ),
    right=(
        Right("cut at the end", task=cut_at_the_end),
        Right("only the open rows", task=only_open_rows),
        Right(
            "pad fed to rows that are done",
            {"(h @ Wy + by).argmax(axis=1)": "np.where(done, pad, (h @ Wy + by).argmax(axis=1))"},
        ),
    ),
    hint="Follow two rows on paper: which token goes in, which comes out, and what happens after eos?",
    wrong=(
        Wrong(
            "go in every step",
            {"E[token] @ Wx": "E[np.full(N, go)] @ Wx"},
            hint="The first step is right. What does the decoder read in the second one?",
        ),
        Wrong(
            "state not carried",
            {
                "        h = np.tanh(E[token] @ Wx + h @ Wh + b)\n        token = (h @": (
                    "        new = np.tanh(E[token] @ Wx + h @ Wh + b)\n        token = (new @"
                )
            },
            hint="The first step is right. The second one starts from the state before the first.",
        ),
        Wrong(
            "goes on after eos",
            {"np.where(done, pad, token)": "token"},
            hint="The first end is at the right place. What stands behind it should be pad.",
        ),
        Wrong(
            "eos itself left out",
            {"np.where(done, pad, token)": "np.where(done | (token == eos), pad, token)"},
            hint="Your rows hold no eos. It is a token that was said.",
        ),
        Wrong(
            "eos in place of pad",
            {"np.where(done, pad, token)": "np.where(done, eos, token)"},
            hint="One eos is enough: behind it stands pad.",
        ),
        Wrong(
            "only the step after eos is padded",
            {"done = done | (token == eos)": "done = token == eos"},
            hint="A row that is done stays done.",
        ),
        Wrong(
            "all rows stop with the first",
            {"done | (token == eos)": "done | (token == eos).any()"},
            hint="As soon as one row has said eos, your other rows hold pad too.",
        ),
        Wrong(
            "writes what it reads",
            {
                "np.where(done, pad, token)\n": "np.where(done, pad, read)\n",
                "        h = np.tanh(": "        read = token\n        h = np.tanh(",
            },
            hint="Your rows begin with go. Write down what is said, not what was read.",
        ),
        Wrong(
            "starts from pad",
            {"np.full(N, go), np.zeros": "np.full(N, pad), np.zeros"},
            hint="Already the first step differs. Which token opens every answer?",
        ),
        Wrong(
            "output bias left out",
            {"h @ Wy + by": "h @ Wy"},
            hint="Your tokens do not depend on by.",
        ),
        Wrong(
            "recurrent weights transposed",
            {"h @ Wh": "h @ Wh.T"},
            hint="Already the first step differs. Wh is square, so its transpose fits too.",
        ),
        Wrong(
            "recurrent bias left out",
            {"h @ Wh + b": "h @ Wh"},
            hint="Your states do not depend on b.",
        ),
        Wrong(
            "smallest logit",
            {"argmax": "argmin"},
            hint="You say the token that the decoder believes in least.",
        ),
        Wrong(
            "tanh left out",
            {"np.tanh(E[token] @ Wx + h @ Wh + b)": "E[token] @ Wx + h @ Wh + b"},
            hint="Between the sum and the state something is missing.",
        ),
    ),
)
