"""Mini-batches: a shuffled order, cut into pieces."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def minibatches(order, batch_size, drop_last=False):
    """Cut one epoch into mini-batches of indices.

    order: (N,) integers, the samples in the order in which they are to be visited (a permutation of 0 ... N-1).
    batch_size: samples per mini-batch, at least 1. drop_last: leave out a last mini-batch that would be short.

    Returns a list of integer arrays in the order given: each of length batch_size, but for the last one, which may
    be shorter. Without drop_last every index is in exactly one of them. N need not be a multiple of batch_size.
    """
    ### BEGIN SOLUTION
    stop = len(order)
    if drop_last:
        stop -= stop % batch_size
    return [order[start : start + batch_size] for start in range(0, stop, batch_size)]
    ### END SOLUTION


def with_split(order, batch_size, drop_last=False):
    """np.split at the multiples of the batch size."""
    pieces = np.split(order, np.arange(batch_size, len(order), batch_size))
    return [piece for piece in pieces if len(piece) == batch_size or not drop_last]


def one_after_the_other(order, batch_size, drop_last=False):
    """Fills a list index by index and starts a new one when it is full."""
    batches, current = [], []
    for index in order:
        current.append(index)
        if len(current) == batch_size:
            batches.append(np.array(current))
            current = []
    if current and not drop_last:
        batches.append(np.array(current))
    return batches


def epoch(rng, samples, batch_size, **kwargs):
    """Inputs of `call`: a permutation that is neither sorted nor its own reverse."""
    order = rng.permutation(samples)
    while (np.diff(order) > 0).all() or (np.diff(order) < 0).all():
        order = rng.permutation(samples)
    options = {key: kwargs.pop(key) for key in ("layout",) if key in kwargs}
    return {"args": [order, batch_size], "kwargs": kwargs, "items": "batches", **options}


EXERCISE = Exercise(
    minibatches,
    points=2,
    ids=("FND-06",),
    source="Bottou, Curtis & Nocedal 2018, section 3; torch.utils.data.BatchSampler",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_split,
    cases=(
        Case(
            "a short last mini-batch",
            lambda rng: epoch(rng, 5, 2),
            public=True,
            about="5 samples in mini-batches of 2, 2 and 1",
        ),
        Case(
            "samples that divide evenly",
            lambda rng: epoch(rng, 6, 3),
            public=True,
            about="6 samples in mini-batches of 3",
        ),
        Case(
            "dropping the short one",
            lambda rng: epoch(rng, 8, 3, drop_last=True),
            public=True,
            about="8 samples in mini-batches of 3, drop_last=True",
        ),
        Case(
            "nothing to drop",
            lambda rng: epoch(rng, 8, 4, drop_last=True),
            public=True,
            about="8 samples in mini-batches of 4, drop_last=True",
        ),
        Case(
            "one left over",
            lambda rng: epoch(rng, 9, 4),
            public=True,
            about="9 samples in mini-batches of 4, 4 and 1",
        ),
        Case("mini-batches of one", lambda rng: epoch(rng, 4, 1)),
        Case("a mini-batch larger than the data", lambda rng: epoch(rng, 3, 10)),
        Case("an order that is not contiguous", lambda rng: epoch(rng, 11, 4, layout="strided")),
    ),
    survivors={
        "stop -= stop % batch_size -> stop = stop - stop % batch_size": "a number has no place to be changed in",
    },
    right=(
        Right("with np.split", task=with_split),
        Right("one index after the other", task=one_after_the_other),
    ),
    hint="Try 5 indices with a batch size of 2, with and without drop_last, and write down which index comes where.",
    wrong=(
        Wrong(
            "always drops the short one",
            {"if drop_last:": "if True:"},
            hint=(
                "Some samples are in no mini-batch. How many are left over after the last full one?",
                "A slice that reaches past the end simply ends there, so a short mini-batch needs no care.",
            ),
        ),
        Wrong(
            "ignores drop_last",
            {"if drop_last:": "if False:"},
            hint="With drop_last=True every mini-batch has the full size. Where does your code look at drop_last?",
        ),
        Wrong(
            "drops a full mini-batch as well",
            {"stop -= stop % batch_size": "stop -= stop % batch_size or batch_size"},
            hint="drop_last is about a *short* mini-batch. What is the remainder where the samples divide evenly?",
        ),
        Wrong(
            "an empty mini-batch at the end",
            {"range(0, stop, batch_size)": "range(0, stop + (not drop_last), batch_size)"},
            hint="6 samples in threes make two mini-batches. Does your count round up even when it is exact?",
        ),
        Wrong(
            "ignores the order",
            {"order[start : start + batch_size]": "np.arange(len(order))[start : start + batch_size]"},
            hint="Your mini-batches hold 0, 1, 2, ... in turn. The shuffled indices are in `order`: cut those.",
        ),
        Wrong(
            "overlapping mini-batches",
            {"range(0, stop, batch_size)": "range(0, stop - batch_size + 1)"},
            hint="Some samples come several times in one epoch. By how much does the start move each time?",
        ),
        Wrong(
            "batch_size taken for their number",
            {
                "[order[start : start + batch_size] for start in range(0, stop, batch_size)]": (
                    "np.array_split(order[:stop], batch_size)"
                )
            },
            hint="batch_size says how many samples are in a mini-batch, not how many mini-batches there are.",
        ),
        Wrong(
            "off by one at the end",
            {"order[start : start + batch_size]": "order[start : start + batch_size - 1]"},
            hint="The last sample of each mini-batch is missing. A slice leaves out its own end already.",
        ),
        Wrong(
            "drop_last reversed",
            {"if drop_last:": "if not drop_last:"},
            hint="With drop_last=True the short mini-batch is there, without it is not. Which way round is it meant?",
        ),
        Wrong(
            "pieces of nearly equal length",
            {
                "[order[start : start + batch_size] for start in range(0, stop, batch_size)]": (
                    "np.array_split(order[:stop], -(-stop // batch_size))"
                )
            },
            hint="9 samples in mini-batches of 4 make 4, 4 and 1, not 3, 3 and 3. Only the last one may be short.",
        ),
        Wrong(
            "last mini-batch filled up",
            {"order[start : start + batch_size]": "order[max(0, min(start, stop - batch_size)) : start + batch_size]"},
            hint="Your last mini-batch holds samples that have had their turn already. It may be shorter.",
        ),
        Wrong(
            "start moves by one",
            {"for start in range(0, stop, batch_size)": "for start in range(-(-stop // batch_size))"},
            hint="Each mini-batch begins one sample after the one before. How far apart should they begin?",
        ),
        Wrong(
            "one mini-batch only",
            {"range(0, stop, batch_size)": "range(0, min(stop, batch_size), batch_size)"},
            hint="Your list ends after the first mini-batch. An epoch visits all samples.",
        ),
        Wrong(
            "samples must divide evenly",
            {
                "[order[start : start + batch_size] for start in range(0, stop, batch_size)]": (
                    "list(order[:stop].reshape(-1, batch_size))"
                )
            },
            hint="A table of mini-batches needs rows of equal length. What becomes of the samples that are left over?",
        ),
    ),
)
