"""Power scheduling: inverse time with an exponent."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def power_schedule(lr, step, scale, power=1.0):
    """A rate that falls with a power of the time.

        lr * (1 + s / scale)^(-power)        s = step

    lr: float, the rate at step 0. step: int, 0 in the first update. scale: number > 0, the steps after which
    1 + s / scale is 2. power: float > 0.

    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr * (1 + step / scale) ** -power
    ### END SOLUTION


def divided(lr, step, scale, power=1.0):
    """The rate divided by a growing power, on one denominator."""
    return lr * scale**power / (scale + step) ** power


def by_logarithm(lr, step, scale, power=1.0):
    """The power as an exponential of a logarithm."""
    return lr * np.exp(-power * np.log1p(step / scale))


def curve(rng, scale, **options):
    """A rate of its own, at 0, at multiples of the scale, and between them."""
    steps = [0, 1, scale // 2, scale, 3 * scale, 10 * scale + 1]
    return {"lr": float(rng.uniform(0.2, 1)), "steps": steps, "options": {"scale": scale, **options}}


EXERCISE = Exercise(
    power_schedule,
    points=1,
    ids=("LRS-11",),
    source="Géron 2017, chapter 11, power scheduling",
    family=families.FUNCTION,
    probe="curve",
    oracle=divided,
    cases=(
        Case("power 1", lambda rng: curve(rng, 20), public=True, about="scale 20, default power"),
        Case(
            "a power between 0.4 and 0.6",
            lambda rng: curve(rng, 8, power=float(rng.uniform(0.4, 0.6))),
            public=True,
            about="scale 8, power near 0.5",
        ),
        Case("a power of 2", lambda rng: curve(rng, int(rng.integers(8, 40)), power=2.0)),
    ),
    right=(
        Right("divided by a power", task=divided),
        Right("by logarithm", task=by_logarithm),
    ),
    hint="Write down the rate at step 0 and at scale, with power 1 and with power 2.",
    wrong=(
        Wrong(
            "grows",
            {"** -power": "** power"},
            hint="Your rate grows. Which sign has the exponent?",
        ),
        Wrong(
            "power of the quotient alone",
            {"lr * (1 + step / scale) ** -power": "lr / (1 + (step / scale) ** power)"},
            hint="With power 1 you are right. What is raised to the power: step / scale, or all of the bracket?",
        ),
        Wrong(
            "power times the time",
            {"(1 + step / scale) ** -power": "(1 / (1 + power * step / scale))"},
            hint="With power 1 you are right. Multiplying by power is not raising to it.",
        ),
        Wrong(
            "whole scales only",
            {"step / scale": "step // scale"},
            hint="Your rate falls in stairs. Here it falls a little in every step.",
        ),
        Wrong(
            "without the 1",
            {"(1 + step / scale)": "max(step / scale, 1)"},
            hint="Your rate stays at lr for a while. The bracket is 1 at step 0 and grows from there.",
        ),
        Wrong(
            "step counts from 1",
            {"step / scale": "(step + 1) / scale"},
            hint="At step 0 the rate is lr itself.",
        ),
        Wrong(
            "brackets in the wrong place",
            {"(1 + step / scale)": "((1 + step) / scale)"},
            hint="At step 0 your rate is not lr. What is divided by scale, and what is added afterwards?",
        ),
    ),
)
