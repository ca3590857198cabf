"""Warm-up: small steps first."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def warmup(lr, step, warmup_steps):
    """A rate that rises along a line to lr in the first warmup_steps steps, and is lr from then on.

        lr * (s + 1) / warmup_steps        while s + 1 < warmup_steps, then lr;  s = step

    So the first rate is not 0, and step warmup_steps - 1 is the first with the whole rate.

    lr: float, the rate after the warm-up; it may itself come from a schedule. step: int, 0 in the first update.
    warmup_steps: int >= 0; with 0 there is no warm-up.

    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr * min(1.0, (step + 1) / max(warmup_steps, 1))
    ### END SOLUTION


def in_two_parts(lr, step, warmup_steps):
    """The rise, and what comes after it."""
    if step >= warmup_steps:
        return lr
    return (step + 1) * (lr / warmup_steps)


def interpolated(lr, step, warmup_steps):
    """numpy.interp between two points of the line; it stays at the last one."""
    return float(np.interp(step, [-1.0, max(warmup_steps - 1.0, -0.5)], [0.0, lr]))


def curve(rng, warmup_steps):
    """A rate of its own; steps at the start, at the end of the warm-up, and after it."""
    steps = {0, 1, *range(max(warmup_steps - 2, 0), warmup_steps + 2), 3 * warmup_steps + 4}
    return {"lr": float(rng.uniform(0.2, 1)), "steps": sorted(steps), "options": {"warmup_steps": warmup_steps}}


EXERCISE = Exercise(
    warmup,
    points=2,
    ids=(),
    source="Goyal et al. 2017, section 2.2; the line starts at one step, as torch's LinearLR(start_factor=1/W) does",
    family=families.FUNCTION,
    probe="curve",
    oracle=in_two_parts,
    cases=(
        Case("five steps", lambda rng: curve(rng, 5), public=True, about="warmup_steps 5, steps 0 to 19"),
        Case("ten steps", lambda rng: curve(rng, 10), public=True, about="warmup_steps 10, steps 0 to 34"),
        Case("no warm-up", lambda rng: curve(rng, 0), public=True, about="warmup_steps 0"),
        Case("a random length", lambda rng: curve(rng, int(rng.integers(12, 60)))),
    ),
    right=(
        Right("in two parts", task=in_two_parts),
        Right("interpolated", task=interpolated),
    ),
    hint="Write down the rates of the first three steps with warmup_steps 2, then with 0.",
    wrong=(
        Wrong(
            "starts at 0",
            {"(step + 1) / max(warmup_steps, 1)": "step / warmup_steps if warmup_steps else 1.0"},
            hint="Your first rate is 0: the first step goes nowhere.",
        ),
        Wrong(
            "one step too long",
            {"max(warmup_steps, 1)": "(warmup_steps + 1)"},
            hint="Step warmup_steps - 1 should be the first with the whole rate. Yours comes one later.",
        ),
        Wrong(
            "rises for ever",
            {"min(1.0, (step + 1) / max(warmup_steps, 1))": "((step + 1) / max(warmup_steps, 1))"},
            hint="After the warm-up your rate goes on rising.",
        ),
        Wrong(
            "no warm-up of 0 steps",
            {"max(warmup_steps, 1)": "warmup_steps"},
            hint="With warmup_steps=0 you divide by 0.",
        ),
        Wrong(
            "falls",
            {"(step + 1) / max(warmup_steps, 1)": "(1 - step / max(warmup_steps, 1))"},
            hint="Your rate falls. A warm-up rises.",
        ),
        Wrong(
            "in a curve",
            {"(step + 1) / max(warmup_steps, 1)": "((step + 1) / max(warmup_steps, 1)) ** 2"},
            hint="The rate rises along a straight line.",
        ),
        Wrong(
            "the small rate throughout",
            {"(step + 1) / max(warmup_steps, 1)": "1 / max(warmup_steps, 1) if step + 1 < warmup_steps else 1.0"},
            hint="During the warm-up your rate stands still. It should rise in every step.",
        ),
        Wrong(
            "starts at 0 and ends in time",
            {"(step + 1) / max(warmup_steps, 1)": "step / (warmup_steps - 1) if warmup_steps > 1 else 1.0"},
            hint="The end of your line is right, and its start is 0. The first update should move already.",
        ),
    ),
)
