"""Piecewise constant rates: drop the rate at steps that somebody chose."""

import bisect

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def piecewise_constant(step, boundaries, values):
    """A rate that is constant between boundaries, as tf.train.piecewise_constant has it.

        values[0]    for step <= boundaries[0]
        values[i]    for boundaries[i-1] < step <= boundaries[i]
        values[-1]   for step > boundaries[-1]

    At a boundary itself the value before it still holds.

    step: int, 0 in the first update. boundaries: list of B rising ints, B >= 1. values: list of B + 1 floats, the
    rates themselves. Nothing is changed.

    Returns a float.
    """
    ### BEGIN SOLUTION
    for boundary, value in zip(boundaries, values):
        if step <= boundary:
            return value
    return values[-1]
    ### END SOLUTION


def counted(step, boundaries, values):
    """As many boundaries as lie below the step have been passed."""
    return values[sum(step > boundary for boundary in boundaries)]


def bisected(step, boundaries, values):
    """The first place where the step could be put into the boundaries."""
    return values[bisect.bisect_left(boundaries, step)]


def selected(step, boundaries, values):
    """All intervals at once, as an array program would have it."""
    edges = np.concatenate([[-np.inf], boundaries, [np.inf]])
    return float(np.sum(np.where((edges[:-1] < step) & (step <= edges[1:]), values, 0)))


def oracle(step, boundaries, values):
    """numpy.searchsorted, from the left."""
    return float(np.asarray(values)[np.searchsorted(boundaries, step, side="left")])


def curve(rng, boundaries):
    """A rate for each interval, no two alike or in order of size, at the boundaries and beside them."""
    values = [float(v) for v in rng.permutation(np.geomspace(1, 0.01, len(boundaries) + 1)) * rng.uniform(0.5, 1)]
    steps = sorted({0, *(b + d for b in boundaries for d in (-1, 0, 1)), boundaries[-1] + 50})
    return {"steps": steps, "options": {"boundaries": list(boundaries), "values": values}}


EXERCISE = Exercise(
    piecewise_constant,
    points=3,
    ids=("LRS-04",),
    source="tf.train.piecewise_constant",
    family=families.FUNCTION,
    probe="curve",
    oracle=oracle,
    cases=(
        Case(
            "one boundary",
            lambda rng: curve(rng, [10]),
            public=True,
            about="steps before, at and after the boundary 10",
        ),
        Case(
            "three boundaries",
            lambda rng: curve(rng, [4, 20, 30]),
            public=True,
            about="boundaries 4, 20 and 30, four values",
        ),
        Case("neighbouring boundaries", lambda rng: curve(rng, [1, 2, 3, 100])),
        Case("random boundaries", lambda rng: curve(rng, np.cumsum(rng.integers(3, 9, 5)).tolist())),
    ),
    right=(
        Right("counting the boundaries", task=counted),
        Right("bisection", task=bisected),
        Right("all intervals at once", task=selected),
    ),
    hint="Write down the rate one step before a boundary, at it, and one step after it.",
    wrong=(
        Wrong(
            "switches at the boundary",
            {"step <= boundary": "step < boundary"},
            hint=(
                "Your rate changes one step too early.",
                "At the boundary itself the old value still holds. (torch's MultiStepLR switches there.)",
            ),
        ),
        Wrong(
            "switches one step late",
            {"step <= boundary": "step <= boundary + 1"},
            hint="Your rate changes one step too late: right after the boundary the new value holds.",
        ),
        Wrong(
            "values as factors",
            {
                "for boundary": "lr = 1.0\n    for boundary",
                "if step <= boundary:": "lr *= value\n        if step <= boundary:",
                "return value\n": "return lr\n",
                "return values[-1]": "return lr * values[-1]",
            },
            hint="You multiply the values one after the other. They are the rates themselves.",
        ),
        Wrong(
            "one value too far",
            {"zip(boundaries, values)": "zip(boundaries, values[1:])"},
            hint="Before the first boundary it is the first value that holds.",
        ),
        Wrong(
            "the last value never",
            {"return values[-1]": "return values[-2]"},
            hint="There is one value more than there are boundaries. When does the last one hold?",
        ),
        Wrong(
            "only the first boundary",
            {"return values[-1]": "return values[-1]", "step <= boundary": "step <= boundaries[0]"},
            hint="Your rate changes once. Compare the step with every boundary in turn.",
        ),
        Wrong(
            "nothing after the last boundary",
            {"return values[-1]": "return 0.0"},
            hint="After the last boundary your rate is 0, so the training stands still.",
        ),
        Wrong(
            "boundaries as lengths",
            {"zip(boundaries, values)": "zip(np.cumsum(boundaries), values)"},
            hint="Your boundaries add up. Each of them is a step, counted from the start of the training.",
        ),
        Wrong(
            "the first two values alone",
            {"return values[-1]": "return values[1]", "step <= boundary": "step <= boundaries[0]"},
            hint="One boundary is right. With more of them, the later values are never used.",
        ),
    ),
)
