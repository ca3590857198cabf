"""Inverse time decay: the rate falls like one over the time."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def inverse_time_decay(lr, step, decay_steps, decay_rate, staircase=False):
    """A rate that is divided by a growing number, as tf.train.inverse_time_decay has it.

        lr / (1 + k * p)        k = decay_rate, p = step / decay_steps, or its whole part (floor) with staircase

    lr: float, the rate at step 0. step: int, 0 in the first update. decay_steps: int >= 1. decay_rate: float > 0.
    staircase: lower the rate in jumps, at every multiple of decay_steps.

    Returns a float.
    """
    ### BEGIN SOLUTION
    p = step / decay_steps
    if staircase:
        p = np.floor(p)
    return lr / (1 + decay_rate * p)
    ### END SOLUTION


def common_denominator(lr, step, decay_steps, decay_rate, staircase=False):
    """Both sides of the fraction times decay_steps."""
    time = step - step % decay_steps if staircase else step
    return lr * decay_steps / (decay_steps + decay_rate * time)


def added_up(lr, step, decay_steps, decay_rate, staircase=False):
    """One over the rate grows by the same amount in every stretch."""
    stretches = math.floor(step / decay_steps) if staircase else step / decay_steps
    return 1 / (1 / lr + stretches * decay_rate / lr)


def curve(rng, decay_steps, **options):
    """A rate of its own and a decay rate from 0.5 to 2, at multiples of decay_steps, beside and between them."""
    lr, rate = float(rng.uniform(0.2, 1)), float(rng.uniform(0.5, 0.9) * rng.choice([1, 2.5]))
    steps = sorted({0, 1, *(m * decay_steps + d for m in (1, 2) for d in (-1, 0, 1)), 4 * decay_steps - 3})
    return {"lr": lr, "steps": steps, "options": {"decay_steps": decay_steps, "decay_rate": rate, **options}}


EXERCISE = Exercise(
    inverse_time_decay,
    points=2,
    ids=("LRS-03",),
    source="tf.train.inverse_time_decay; Robbins & Monro 1951",
    family=families.FUNCTION,
    probe="curve",
    oracle=common_denominator,
    cases=(
        Case("smooth", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, steps 0 to 37"),
        Case(
            "staircase",
            lambda rng: curve(rng, 8, staircase=True),
            public=True,
            about="decay_steps 8, staircase, steps 0 to 29",
        ),
        Case("random stretches", lambda rng: curve(rng, int(rng.integers(5, 30)), staircase=True)),
    ),
    right=(
        Right("a common denominator", task=common_denominator),
        Right("one over the rate, added up", task=added_up),
    ),
    hint=(
        "Write down the rate at step 0, at decay_steps and at twice that. Then look at the steps between, with "
        "staircase."
    ),
    wrong=(
        Wrong(
            "exponential instead",
            {"1 + decay_rate * p": "(1 + decay_rate) ** p"},
            hint="Your rate is right at step 0 and after one stretch, and wrong elsewhere. Is there a power in it?",
        ),
        Wrong(
            "without the 1",
            {"lr / (1 + decay_rate * p)": "lr / max(decay_rate * p, 1e-8)"},
            hint="At step 0 the denominator should be 1.",
        ),
        Wrong(
            "straight line",
            {"lr / (1 + decay_rate * p)": "lr * (1 - decay_rate * p)"},
            hint="Your rate falls along a line and becomes negative. Divide.",
        ),
        Wrong(
            "rate in the denominator",
            {"1 + decay_rate * p": "1 + lr * decay_rate * p"},
            hint="lr stands above the fraction only.",
        ),
        Wrong(
            "decay_steps left out",
            {"p = step / decay_steps\n": "p = step\n"},
            hint="Your rate falls far too fast. In which unit is the time measured?",
        ),
        Wrong(
            "root of the time",
            {"decay_rate * p": "decay_rate * np.sqrt(p)"},
            hint="No root is taken here; that is another schedule.",
        ),
        Wrong(
            "staircase rounds to the nearest",
            {"np.floor(p)": "np.round(p)"},
            hint="Your stairs come half a stretch too early. 1.9 stretches count as 1.",
        ),
        Wrong(
            "always a staircase",
            {"if staircase:": "if True:"},
            hint="Without staircase the rate falls a little in every step.",
        ),
        Wrong(
            "step counts from 1",
            {"step / decay_steps\n": "(step + 1) / decay_steps\n"},
            hint="At step 0 the rate is lr itself.",
        ),
        Wrong(
            "brackets missing",
            {"lr / (1 + decay_rate * p)": "lr / 1 + decay_rate * p"},
            hint="Your rate grows: without brackets lr is divided by 1 alone, and the rest is added.",
        ),
    ),
)
