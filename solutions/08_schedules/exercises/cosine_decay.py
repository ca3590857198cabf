"""Cosine decay: gentle at both ends."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def cosine_decay(lr, step, decay_steps, alpha=0.0):
    """A rate that falls along half a wave of a cosine, as tf.train.cosine_decay has it.

        lr * ((1 - alpha) * (1 + cos(pi * f)) / 2 + alpha)        f = step / decay_steps, and 1 for every later step

    lr: float, the rate at step 0. step: int, 0 in the first update. decay_steps: int >= 1. alpha: float from 0 to 1,
    the last rate as a share of lr.

    Returns a float.
    """
    ### BEGIN SOLUTION
    f = min(step, decay_steps) / decay_steps
    return lr * ((1 - alpha) * 0.5 * (1 + np.cos(np.pi * f)) + alpha)
    ### END SOLUTION


def squared(lr, step, decay_steps, alpha=0.0):
    """(1 + cos 2x) / 2 is the square of cos x."""
    if step >= decay_steps:
        return lr * alpha
    return lr * (alpha + (1 - alpha) * np.cos(np.pi / 2 * step / decay_steps) ** 2)


def between_two_rates(lr, step, decay_steps, alpha=0.0):
    """The middle of the two rates, and a swing about it."""
    low = alpha * lr
    angle = np.pi * np.minimum(1.0, step / decay_steps)
    return float((lr + low) / 2 + (lr - low) / 2 * np.cos(angle))


def curve(rng, decay_steps, **options):
    """A rate of its own; steps before, at and after decay_steps and twice that."""
    steps = [
        0,
        1,
        decay_steps // 3,
        decay_steps - 1,
        decay_steps,
        decay_steps + 1,
        2 * decay_steps - 3,
        2 * decay_steps,
    ]
    return {"lr": float(rng.uniform(0.2, 1)), "steps": steps, "options": {"decay_steps": decay_steps, **options}}


EXERCISE = Exercise(
    cosine_decay,
    points=3,
    ids=("LRS-06",),
    source="Loshchilov & Hutter 2017, section 3; tf.train.cosine_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=squared,
    cases=(
        Case("down to 0", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, alpha 0, steps 0 to 20"),
        Case(
            "down to a share",
            lambda rng: curve(rng, 12, alpha=float(rng.uniform(0.1, 0.3))),
            public=True,
            about="decay_steps 12, alpha from 0.1 to 0.3",
        ),
        Case("random length", lambda rng: curve(rng, int(rng.integers(9, 40)), alpha=0.05)),
    ),
    right=(
        Right("the square of a cosine", task=squared),
        Right("between two rates", task=between_two_rates),
    ),
    hint="Write down the rate at step 0, half-way, at decay_steps and at twice that, with an alpha that is not 0.",
    wrong=(
        Wrong(
            "rises again",
            {"min(step, decay_steps)": "step"},
            hint=(
                "After decay_steps your rate goes up again.",
                "The wave ends at its lowest point, and the rate stays there. (torch's CosineAnnealingLR rises.)",
            ),
        ),
        Wrong(
            "not halved",
            {"0.5 * (1": "(1"},
            hint="At step 0 your rate is too high: 1 + cos 0 is 2.",
        ),
        Wrong(
            "a quarter of a wave",
            {"0.5 * (1 + np.cos(np.pi * f))": "np.cos(0.5 * np.pi * f)"},
            hint="Your rate falls most steeply at the end. Half a wave is flat at both ends.",
        ),
        Wrong(
            "a whole wave",
            {"np.pi * f": "2 * np.pi * f"},
            hint="Your rate is lowest half-way, and back at lr at the end. What is the angle at the end?",
        ),
        Wrong(
            "alpha as a rate",
            {
                "lr * ((1 - alpha) * 0.5 * (1 + np.cos(np.pi * f)) + alpha)": (
                    "(lr - alpha) * 0.5 * (1 + np.cos(np.pi * f)) + alpha"
                )
            },
            hint="Your last rate is alpha itself. alpha is a share of lr.",
        ),
        Wrong(
            "alpha as a floor",
            {
                "(1 - alpha) * 0.5 * (1 + np.cos(np.pi * f)) + alpha": "max(0.5 * (1 + np.cos(np.pi * f)), alpha)",
            },
            hint="Your rate is cut off at its lowest value. The whole wave should be squeezed between alpha and 1.",
        ),
        Wrong(
            "alpha added on top",
            {"(1 - alpha) * 0.5": "0.5"},
            hint="At step 0 your rate is above lr. How much room is there between alpha and 1?",
        ),
        Wrong(
            "step counts from 1",
            {"min(step, decay_steps)": "min(step + 1, decay_steps)"},
            hint="At step 0 the rate is lr itself.",
        ),
    ),
)
