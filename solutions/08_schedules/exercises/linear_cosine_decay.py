"""Linear cosine decay: a cosine under a falling line."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def linear_cosine_decay(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    """A cosine times a falling line, as tf.train.linear_cosine_decay has it.

        lr * ((1 - f + alpha) * (1 + cos(2 pi * num_periods * f)) / 2 + beta)

        f = step / decay_steps, and 1 for every later step

    lr: float; the rate at step 0 is lr * (1 + alpha + beta). step: int, 0 in the first update. decay_steps: int >= 1.
    num_periods: float > 0, waves of the cosine until decay_steps. alpha: float, lifts the line. beta: float, lifts the
    whole curve; both as shares of lr.

    Returns a float.
    """
    ### BEGIN SOLUTION
    f = min(step, decay_steps) / decay_steps
    cosine = 0.5 * (1 + np.cos(2 * np.pi * num_periods * f))
    return lr * ((alpha + 1 - f) * cosine + beta)
    ### END SOLUTION


def squared(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    """The square of a cosine of half the angle; the line counts what is left."""
    left = max(decay_steps - step, 0) / decay_steps
    wave = np.cos(np.pi * num_periods * (1 - left)) ** 2
    return beta * lr + lr * wave * (alpha + left)


def three_terms(lr, step, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
    """Multiplied out, the turn of a complex number for the cosine."""
    f = np.clip(step / decay_steps, 0.0, 1.0)
    turn = np.exp(2j * np.pi * num_periods * f).real
    return float(lr * (alpha / 2 * (1 + turn) + (1 - f) / 2 * (1 + turn) + beta))


def curve(rng, decay_steps, **options):
    """A rate of its own; steps before, at and after decay_steps."""
    steps = [0, 1, decay_steps // 3, decay_steps // 2, decay_steps - 1, decay_steps, decay_steps + 1, 2 * decay_steps]
    return {"lr": float(rng.uniform(0.2, 1)), "steps": steps, "options": {"decay_steps": decay_steps, **options}}


EXERCISE = Exercise(
    linear_cosine_decay,
    points=2,
    ids=("LRS-07",),
    source="Bello et al. 2017, Neural optimizer search; tf.train.linear_cosine_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=squared,
    cases=(
        Case("default options", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, steps 0 to 20"),
        Case(
            "two waves",
            lambda rng: curve(rng, 15, num_periods=2.0, alpha=float(rng.uniform(0.1, 0.3)), beta=0.05),
            public=True,
            about="decay_steps 15, 2 periods, alpha from 0.1 to 0.3, beta 0.05",
        ),
        Case("random length", lambda rng: curve(rng, int(rng.integers(9, 40)), num_periods=1.25, alpha=0.2, beta=0.1)),
    ),
    right=(
        Right("the square of a cosine", task=squared),
        Right("multiplied out", task=three_terms),
    ),
    hint=(
        "Write down the line and the cosine by themselves at step 0, half-way and at decay_steps. Then add alpha "
        "and beta."
    ),
    wrong=(
        Wrong(
            "goes on after the end",
            {"min(step, decay_steps)": "step"},
            hint="After decay_steps your rate moves on. f stays at 1.",
        ),
        Wrong(
            "no line",
            {"(alpha + 1 - f)": "(alpha + 1)"},
            hint="Your wave has the same height all the time. Which factor falls with f?",
        ),
        Wrong(
            "half the waves",
            {"2 * np.pi": "np.pi"},
            hint="One period is an angle of 2 pi. Your waves are twice as long as they should be.",
        ),
        Wrong(
            "beta under the wave",
            {"(alpha + 1 - f) * cosine + beta": "(alpha + 1 - f + beta) * cosine"},
            hint="Where the cosine factor is 0, your rate is 0. What is left there of beta?",
        ),
        Wrong(
            "alpha outside of the wave",
            {"(alpha + 1 - f) * cosine": "alpha + (1 - f) * cosine"},
            hint="alpha lifts the line, so the cosine factor multiplies it too.",
        ),
        Wrong(
            "squeezed to start at lr",
            {"(alpha + 1 - f)": "(alpha + (1 - alpha - beta) * (1 - f))"},
            hint="This schedule does start above lr. Nothing is squeezed between alpha and 1 here.",
        ),
        Wrong(
            "not halved",
            {"0.5 * (1": "(1"},
            hint="At step 0 your rate is twice too high: 1 + cos 0 is 2.",
        ),
        Wrong(
            "line and wave added",
            {"(alpha + 1 - f) * cosine": "(alpha + 1 - f) + cosine"},
            hint="The line is a factor of the wave.",
        ),
    ),
)
