"""Exponential scheduling: the same curve, named by the steps that a factor of ten takes."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def exponential_schedule(lr, step, decade):
    """A rate that loses a factor of ten every `decade` steps.

        lr * 10^(-s / decade)        s = step

    lr: float, the rate at step 0. step: int, 0 in the first update. decade: number > 0.

    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr * 10 ** (-step / decade)
    ### END SOLUTION


def divided(lr, step, decade):
    """The rate divided by a growing power of ten, by logarithms."""
    return lr / np.exp(np.log(10.0) * step / decade)


def one_after_another(lr, step, decade):
    """One multiplication per step."""
    factor = 0.1 ** (1 / decade)
    for _ in range(step):
        lr = lr * factor
    return lr


def curve(rng, decade):
    """A rate of its own, at 0, at multiples of the decade, and between them."""
    steps = [0, 1, decade // 2, decade, decade + 1, 2 * decade, 2 * decade + 3]
    return {"lr": float(rng.uniform(0.2, 1)), "steps": steps, "options": {"decade": decade}}


EXERCISE = Exercise(
    exponential_schedule,
    points=1,
    ids=("LRS-10",),
    source="Géron 2017, chapter 11, exponential scheduling",
    family=families.FUNCTION,
    probe="curve",
    oracle=divided,
    cases=(
        Case("a decade of 20 steps", lambda rng: curve(rng, 20), public=True, about="decade 20, steps 0 to 43"),
        Case("a decade of 7 steps", lambda rng: curve(rng, 7), public=True, about="decade 7, steps 0 to 17"),
        Case("a random decade", lambda rng: curve(rng, int(rng.integers(8, 60)))),
    ),
    right=(
        Right("divided by a power", task=divided),
        Right("one multiplication after another", task=one_after_another),
    ),
    hint="Write down the rate at step 0, at decade and at twice that.",
    wrong=(
        Wrong(
            "power of e",
            {"10 **": "np.e **"},
            hint="After `decade` steps a tenth should be left. Yours falls more slowly: which number is the base?",
        ),
        Wrong(
            "grows",
            {"-step / decade": "step / decade"},
            hint="Your rate grows. Which sign has the exponent?",
        ),
        Wrong(
            "whole decades only",
            {"-step / decade": "-(step // decade)"},
            hint="Your rate falls in stairs. Here it falls a little in every step.",
        ),
        Wrong(
            "product instead of quotient",
            {"-step / decade": "-step * decade"},
            hint="A longer decade should make the rate fall more slowly.",
        ),
        Wrong(
            "step counts from 1",
            {"-step / decade": "-(step + 1) / decade"},
            hint="At step 0 the rate is lr itself.",
        ),
        Wrong(
            "brackets missing",
            {"10 ** (-step / decade)": "10 ** (-step) / decade"},
            hint="At step 0 your rate is not lr. Without brackets the whole power is divided, not its exponent.",
        ),
    ),
)
