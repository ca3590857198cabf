"""Exponential decay: the same factor in every stretch of steps."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def exponential_decay(lr, step, decay_steps, decay_rate, staircase=False):
    """A rate that is multiplied by decay_rate every decay_steps steps, as tf.train.exponential_decay has it.

        lr * decay_rate^p        p = step / decay_steps, or its whole part (floor) with staircase

    lr: float, the rate at step 0. step: int, 0 in the first update. decay_steps: int >= 1. decay_rate: float > 0, the
    factor. staircase: lower the rate in jumps, at every multiple of decay_steps, not a little in every step.

    Returns a float.
    """
    ### BEGIN SOLUTION
    p = step / decay_steps
    if staircase:
        p = np.floor(p)
    return lr * decay_rate**p
    ### END SOLUTION


def by_logarithm(lr, step, decay_steps, decay_rate, staircase=False):
    """The power as an exponential of a logarithm; whole stretches by integer division."""
    stretches = step // decay_steps if staircase else step / decay_steps
    return float(np.exp(np.log(lr) + np.log(decay_rate) * stretches))


def one_after_another(lr, step, decay_steps, decay_rate, staircase=False):
    """One multiplication per step, as an optimizer's own loop would do it."""
    for s in range(1, step + 1):
        if not staircase:
            lr *= decay_rate ** (1 / decay_steps)
        elif s % decay_steps == 0:
            lr *= decay_rate
    return lr


def oracle(lr, step, decay_steps, decay_rate, staircase=False):
    """torch's StepLR for the staircase, ExponentialLR for the smooth curve."""
    from torch import optim, zeros

    optimizer = optim.SGD([zeros(1)], lr=lr)
    if staircase:
        scheduler = optim.lr_scheduler.StepLR(optimizer, decay_steps, decay_rate)
    else:
        scheduler = optim.lr_scheduler.ExponentialLR(optimizer, decay_rate ** (1 / decay_steps))
    for _ in range(step):
        optimizer.step()
        scheduler.step()
    return optimizer.param_groups[0]["lr"]


def curve(rng, decay_steps, **options):
    """A rate of its own and a decay rate from 0.5 to 0.8, at multiples of decay_steps, beside and between them."""
    lr, rate = float(rng.uniform(0.2, 1)), float(rng.uniform(0.5, 0.8))
    steps = sorted({0, 1, *(m * decay_steps + d for m in (1, 2) for d in (-1, 0, 1)), 4 * decay_steps - 3})
    return {"lr": lr, "steps": steps, "options": {"decay_steps": decay_steps, "decay_rate": rate, **options}}


EXERCISE = Exercise(
    exponential_decay,
    points=3,
    ids=("LRS-01",),
    source="tf.train.exponential_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=oracle,
    cases=(
        Case("smooth", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, steps 0 to 37"),
        Case(
            "staircase",
            lambda rng: curve(rng, 8, staircase=True),
            public=True,
            about="decay_steps 8, staircase, steps 0 to 29",
        ),
        Case("a factor above 1", lambda rng: curve(rng, 6) | {"options": {"decay_steps": 6, "decay_rate": 1.3}}),
        Case("random stretches", lambda rng: curve(rng, int(rng.integers(5, 30)), staircase=True)),
    ),
    right=(
        Right("by logarithm", task=by_logarithm),
        Right("one multiplication after another", task=one_after_another),
    ),
    hint=(
        "Write down the rate at step 0, at decay_steps and at twice that. Then look at the steps between, with "
        "staircase."
    ),
    wrong=(
        Wrong(
            "staircase rounds to the nearest",
            {"np.floor(p)": "np.round(p)"},
            hint="Your stairs come half a stretch too early. `floor` takes the whole part: 1.9 stretches count as 1.",
        ),
        Wrong(
            "staircase rounds up",
            {"np.floor(p)": "np.ceil(p)"},
            hint="Your first stair comes at step 1. How many whole stretches have passed then?",
        ),
        Wrong(
            "always a staircase",
            {"if staircase:": "if True:"},
            hint="Without staircase the rate falls a little in every step. An integer division makes stairs.",
        ),
        Wrong(
            "decay_steps left out",
            {"p = step / decay_steps\n": "p = step\n"},
            hint="Your rate falls by the whole factor in every single step. Over how many steps should it?",
        ),
        Wrong(
            "factor instead of power",
            {"decay_rate**p": "decay_rate * p"},
            hint="Your rate is 0 at step 0. After p stretches the factor has been applied p times.",
        ),
        Wrong(
            "rate inside the power",
            {"lr * decay_rate**p": "(lr * decay_rate) ** p"},
            hint="At step 0 the rate should be lr. What is raised to the power p?",
        ),
        Wrong(
            "natural exponential",
            {"decay_rate**p": "np.exp(-decay_rate * p)"},
            hint="That is natural_exp_decay. Here decay_rate is the factor itself.",
        ),
        Wrong(
            "step counts from 1",
            {"step / decay_steps\n": "(step + 1) / decay_steps\n"},
            hint="At step 0 the rate is lr itself: nothing has decayed yet.",
        ),
        Wrong(
            "stops after one stretch",
            {"p = step / decay_steps\n": "p = min(step, decay_steps) / decay_steps\n"},
            hint="The decay goes on after decay_steps: it is a length, not an end.",
        ),
    ),
)
