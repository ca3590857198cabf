"""Teacher forcing: what a decoder reads and what it should say, from the answers."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def teacher_forcing(answers, lengths, pad=0, go=1, eos=2):
    """What the decoder reads and what it should say, one step longer than the answers:

        targets: the tokens of the answer, then eos, then pad up to the end of the row
        inputs:  go, then the targets without their last column

    answers: (N, L) integers. Row n holds lengths[n] tokens, from the left; what stands behind them does not count.
    lengths: (N,) integers from 1 to L. pad, go, eos: the three special tokens. All arrays are left unchanged.

    Returns inputs (N, L + 1), targets (N, L + 1), integers.
    """
    ### BEGIN SOLUTION
    N, L = answers.shape
    targets = np.full((N, L + 1), pad)
    real = np.arange(L) < lengths[:, None]
    targets[:, :L] = np.where(real, answers, pad)
    targets[np.arange(N), lengths] = eos
    inputs = np.full((N, L + 1), go)
    inputs[:, 1:] = targets[:, :-1]
    return inputs, targets
    ### END SOLUTION


def row_by_row(answers, lengths, pad=0, go=1, eos=2):
    """Lists of Python, row by row."""
    width = answers.shape[1] + 1
    inputs, targets = [], []
    for answer, length in zip(answers.tolist(), lengths.tolist()):
        row = [*answer[:length], eos]
        targets.append(row + [pad] * (width - len(row)))
        inputs.append([go, *targets[-1][:-1]])
    return np.array(inputs), np.array(targets)


def by_places(answers, lengths, pad=0, go=1, eos=2):
    """Three cases for the place of a token: before, at and behind the end."""
    answers = np.concatenate([answers, answers[:, :1]], axis=1)
    place, end = np.indices(answers.shape)[1], np.asarray(lengths).reshape(-1, 1)
    targets = np.select([place < end, place == end], [answers, eos], default=pad)
    inputs = np.roll(targets, 1, axis=1)
    inputs[:, 0] = go
    return inputs, targets


def with_loops(answers, lengths, pad=0, go=1, eos=2):
    """Cell by cell, both arrays at once."""
    N, L = answers.shape
    inputs, targets = np.empty((N, L + 1), int), np.empty((N, L + 1), int)
    for n in range(N):
        last = go
        for t in range(L + 1):
            inputs[n, t] = last
            if t < lengths[n]:
                last = answers[n, t]
            elif t == lengths[n]:
                last = eos
            else:
                last = pad
            targets[n, t] = last
    return inputs, targets


def strings(rng, lengths, width, pad=0, junk=False, **kwargs):
    """Inputs of `call`: tokens from 10 to 19; behind each row's end stands pad, or, with junk, further tokens."""
    answers = rng.integers(10, 20, (len(lengths), width))
    if not junk:
        answers[np.arange(width) >= np.array(lengths)[:, None]] = pad
    if kwargs:
        kwargs["pad"] = pad
    return {"args": [answers, np.array(lengths)], "kwargs": kwargs, "returns": ["inputs", "targets"]}


EXERCISE = Exercise(
    teacher_forcing,
    points=4,
    ids=("SEQ-01",),
    source="Williams & Zipser 1989; Sutskever, Vinyals & Le 2014",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=row_by_row,
    cases=(
        Case(
            "equal lengths", lambda rng: strings(rng, [3, 3], 3), public=True, about="2 answers of 3 tokens, no padding"
        ),
        Case(
            "three lengths",
            lambda rng: strings(rng, [2, 4, 3], 4),
            public=True,
            weight=2,
            about="answers of 2, 4 and 3 tokens",
        ),
        Case(
            "other special tokens",
            lambda rng: strings(rng, [1, 5, 3, 4], 5, pad=7, go=8, eos=6),
            public=True,
            about="pad=7, go=8, eos=6",
        ),
        Case(
            "tokens behind the end",
            lambda rng: strings(rng, [2, 3, 1, 4], 5, junk=True),
            public=True,
            about="rows of 5 in which tokens stand behind the ends",
        ),
        Case("one answer", lambda rng: strings(rng, [6], 6), weight=0.5),
        Case("nobody fills the row", lambda rng: strings(rng, [2, 3], 6)),
    ),
    right=(
        Right("by places", task=by_places),
        Right("with loops", task=with_loops),
        Right("filled by a mask", {"np.where(real, answers, pad)": "answers * real + pad * (1 - real)"}),
    ),
    hint="Write both rows of the answer 7 4 in a batch of width 3 on paper, one below the other.",
    wrong=(
        Wrong(
            "the decoder reads what it should say",
            {"inputs[:, 1:] = targets[:, :-1]": "inputs[...] = targets"},
            hint="In every step your decoder is shown the token it should guess. It will only learn to copy.",
        ),
        Wrong(
            "shifted the wrong way",
            {"inputs[:, 1:] = targets[:, :-1]": "inputs[:, :-1] = targets[:, 1:]"},
            hint="Your decoder reads tokens from the future. In step 0 it has read nothing but go.",
        ),
        Wrong(
            "first token said is lost",
            {"inputs[:, 1:] = targets[:, :-1]": "inputs[:, 1:] = targets[:, 1:]"},
            hint="Only your first column is right. In step 1 the decoder reads the first token of the answer.",
        ),
        Wrong(
            "no eos",
            {"    targets[np.arange(N), lengths] = eos\n": ""},
            hint="Your targets hold no eos. How should the decoder learn to stop?",
        ),
        Wrong(
            "eos in the last column",
            {"targets[np.arange(N), lengths] = eos": "targets[:, L] = eos"},
            hint="The longest answers are right. Shorter ones end earlier.",
        ),
        Wrong(
            "eos over the last token",
            {"targets[np.arange(N), lengths] = eos": "targets[np.arange(N), lengths - 1] = eos"},
            hint="Every answer has lost its last token.",
        ),
        Wrong(
            "eos everywhere behind the end",
            {
                "np.where(real, answers, pad)": "np.where(real, answers, eos)",
                "targets = np.full((N, L + 1), pad)": "targets = np.full((N, L + 1), eos)",
            },
            hint="One eos is enough. What follows is padding, which the loss leaves out.",
        ),
        Wrong(
            "rows not cut at their ends",
            {"np.where(real, answers, pad)": "answers"},
            hint="What stands behind the end of an answer does not count: use lengths.",
        ),
        Wrong(
            "go in front of the targets",
            {
                "return inputs, targets": "return inputs, inputs",
            },
            hint="The decoder reads go, but it never has to say it.",
        ),
        Wrong(
            "eos is not read",
            {"inputs[:, 1:] = targets[:, :-1]": "inputs[:, 1:] = np.where(targets == eos, pad, targets)[:, :-1]"},
            hint="The targets are right. The inputs are go and the targets without their last column, eos included.",
        ),
        Wrong(
            "pad for go",
            {"inputs = np.full((N, L + 1), go)": "inputs = np.full((N, L + 1), pad)"},
            hint="Only the first column of your inputs is wrong. What does the decoder read first?",
        ),
        Wrong(
            "targets first",
            {"return inputs, targets": "return targets, inputs"},
            hint="Both arrays are right, in the other order.",
        ),
    ),
    survivors={
        "real = np.arange(L) < lengths[:, None] -> real = np.arange(L) <= lengths[:, None]": (
            "eos is written over the one cell in which they differ"
        ),
    },
)
