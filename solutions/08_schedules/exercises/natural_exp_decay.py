"""Natural exponential decay: the same curve, named by its slope."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def natural_exp_decay(lr, step, decay_steps, decay_rate, staircase=False):
    """A rate that falls with the power of e, as tf.train.natural_exp_decay has it.

        lr * exp(-k * p)        k = decay_rate, p = step / decay_steps, or its whole part (floor) with staircase

    lr: float, the rate at step 0. step: int, 0 in the first update. decay_steps: int >= 1. decay_rate: float > 0, how
    fast it falls (0 would be not at all). staircase: lower the rate in jumps, at every multiple of decay_steps.

    Returns a float.
    """
    ### BEGIN SOLUTION
    p = step / decay_steps
    if staircase:
        p = np.floor(p)
    return lr * np.exp(-decay_rate * p)
    ### END SOLUTION


def as_a_factor(lr, step, decay_steps, decay_rate, staircase=False):
    """exponential_decay with the factor e^(-decay_rate)."""
    if staircase:
        step -= step % decay_steps
    return lr * math.exp(-decay_rate) ** (step / decay_steps)


def divided(lr, step, decay_steps, decay_rate, staircase=False):
    """The rate divided by a growing power of e."""
    whole, rest = divmod(step, decay_steps)
    return lr / math.e ** (decay_rate * (whole + (0 if staircase else rest / decay_steps)))


def curve(rng, decay_steps, **options):
    """A rate of its own and a decay rate from 0.3 to 0.6, at multiples of decay_steps, beside and between them."""
    lr, rate = float(rng.uniform(0.2, 1)), float(rng.uniform(0.3, 0.6))
    steps = sorted({0, 1, *(m * decay_steps + d for m in (1, 2) for d in (-1, 0, 1)), 4 * decay_steps - 3})
    return {"lr": lr, "steps": steps, "options": {"decay_steps": decay_steps, "decay_rate": rate, **options}}


EXERCISE = Exercise(
    natural_exp_decay,
    points=2,
    ids=("LRS-02",),
    source="tf.train.natural_exp_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=as_a_factor,
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
        Right("as a factor", task=as_a_factor),
        Right("divided by a power", task=divided),
    ),
    hint=(
        "Write down the rate at step 0, at decay_steps and at twice that. Then look at the steps between, with "
        "staircase."
    ),
    wrong=(
        Wrong(
            "decay_steps left out",
            {"p = step / decay_steps\n": "p = step\n"},
            hint=(
                "Your rate falls far too fast.",
                "An old docstring of TensorFlow forgot decay_steps; its code always divided by it.",
            ),
        ),
        Wrong(
            "grows",
            {"-decay_rate * p": "decay_rate * p"},
            hint="Your rate grows. Which sign has the exponent?",
        ),
        Wrong(
            "decay_rate as the factor",
            {"np.exp(-decay_rate * p)": "decay_rate**p"},
            hint="That is exponential_decay. Here the base is e.",
        ),
        Wrong(
            "floor of the whole exponent",
            {
                "if staircase:\n        p = np.floor(p)\n    return": "exponent = decay_rate * p\n    return",
                "np.exp(-decay_rate * p)": "np.exp(-np.floor(exponent) if staircase else -exponent)",
            },
            hint="With staircase your rate jumps at the wrong steps. It is p that becomes a whole number.",
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
            "power of 10",
            {"np.exp(-decay_rate * p)": "10 ** (-decay_rate * p)"},
            hint="Your rate falls more than twice as fast as it should. Which number is the base?",
        ),
        Wrong(
            "step counts from 1",
            {"step / decay_steps\n": "(step + 1) / decay_steps\n"},
            hint="At step 0 the rate is lr itself: nothing has decayed yet.",
        ),
    ),
)
