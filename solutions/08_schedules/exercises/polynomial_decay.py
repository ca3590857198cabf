"""Polynomial decay: down to an end rate, at a step that is known beforehand."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def polynomial_decay(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    """A rate that goes from lr down to end in decay_steps steps, as tf.train.polynomial_decay has it.

        gap * (1 - s / D)^power + end        gap = lr - end

        without cycle:  D = decay_steps,      s = step, and decay_steps for every later step
        with cycle:     D = decay_steps * k,  s = step, k the smallest whole number >= 1 for which D >= step

    So with cycle the rate is `end` at every multiple of decay_steps, and jumps up one step later.

    lr: float, the rate at step 0. step: int, 0 in the first update. decay_steps: int >= 1. end: float, the last rate.
    power: float > 0; 1 gives a straight line.

    Returns a float.
    """
    ### BEGIN SOLUTION
    if cycle:
        decay_steps = decay_steps * max(1, np.ceil(step / decay_steps))
    else:
        step = min(step, decay_steps)
    return (lr - end) * (1 - step / decay_steps) ** power + end
    ### END SOLUTION


def stretched_in_a_loop(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    """The stretch grows until it reaches the step; the two rates are mixed."""
    length = decay_steps
    while cycle and length < step:
        length += decay_steps
    left = max(0.0, (length - step) / length) ** power
    return left * lr + (1 - left) * end


def whole_numbers(lr, step, decay_steps, end=1e-4, power=1.0, cycle=False):
    """Rounded up by integers alone."""
    rounds = max(1, -(-step // decay_steps)) if cycle else 1
    part = np.clip(step / (rounds * decay_steps), 0, 1)
    return float(end - (end - lr) * np.power(1 - part, power))


def curve(rng, decay_steps, **options):
    """A rate of its own; steps before, at and after multiples of decay_steps. end: drawn unless given."""
    lr = float(rng.uniform(0.3, 1))
    options = {"decay_steps": decay_steps, "end": float(rng.uniform(0.05, 0.15)), **options}
    near = [m * decay_steps + d for m in (1, 2) for d in (-1, 0, 1)]
    return {"lr": lr, "steps": sorted({0, 1, decay_steps // 3, *near, 3 * decay_steps - 2}), "options": options}


EXERCISE = Exercise(
    polynomial_decay,
    points=4,
    ids=("LRS-05",),
    source="tf.train.polynomial_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=stretched_in_a_loop,
    cases=(
        Case(
            "a straight line", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, power 1, steps 0 to 28"
        ),
        Case("power 2", lambda rng: curve(rng, 8, power=2.0), public=True, about="decay_steps 8, power 2"),
        Case(
            "power 2 with cycle",
            lambda rng: curve(rng, 9, power=2.0, cycle=True),
            public=True,
            weight=2,
            about="decay_steps 9, power 2, cycle, at multiples of 9 and beside them",
        ),
        Case(
            "default end",
            lambda rng: {"lr": float(rng.uniform(0.001, 0.01)), "steps": [0, 3, 6, 9], "options": {"decay_steps": 6}},
            public=True,
            about="decay_steps 6, end left at its default",
        ),
        Case(
            "power between 1 and 2",
            lambda rng: curve(rng, int(rng.integers(6, 20)), power=float(rng.uniform(1.3, 1.7))),
        ),
        Case("a line with cycle", lambda rng: curve(rng, int(rng.integers(6, 20)), cycle=True)),
    ),
    right=(
        Right("stretched in a loop", task=stretched_in_a_loop),
        Right("whole numbers", task=whole_numbers),
    ),
    hint="Write down the rate at step 0, half-way, at decay_steps and one step later. Then do the same with cycle.",
    wrong=(
        Wrong(
            "goes on after the end",
            {"step = min(step, decay_steps)": "pass"},
            hint="After decay_steps your rate moves on. Without cycle it stays at `end`.",
        ),
        Wrong(
            "jumps up at the multiple itself",
            {"np.ceil(step / decay_steps)": "np.floor(step / decay_steps) + 1"},
            hint="With cycle the rate is still `end` at the multiple of decay_steps, and jumps one step later.",
        ),
        Wrong(
            "starts again instead of stretching",
            {
                "decay_steps = decay_steps * max(1, np.ceil(step / decay_steps))": (
                    "step -= decay_steps * (max(1, np.ceil(step / decay_steps)) - 1)"
                )
            },
            hint="With cycle your rate begins at lr again and again. It is D that grows, and s stays the step.",
        ),
        Wrong(
            "0 / 0 at step 0",
            {"max(1, np.ceil(step / decay_steps))": "np.ceil(step / decay_steps)"},
            hint="What is D at step 0, with cycle? The whole number k is at least 1.",
        ),
        Wrong(
            "end added on top",
            {"(lr - end)": "lr"},
            hint="At step 0 your rate is above lr. What is left between lr and end?",
        ),
        Wrong(
            "end as a floor",
            {"(lr - end) * (1": "max(lr * (1", "** power + end": "** power, end)"},
            hint="Your rate falls towards 0 and is cut off. It should bend towards `end` from the beginning.",
        ),
        Wrong(
            "power of the part that is over",
            {"(1 - step / decay_steps) ** power": "(1 - (step / decay_steps) ** power)"},
            hint="With power 1 you are right. What is raised to the power: what is over, or what is left?",
        ),
        Wrong(
            "power of the whole",
            {"(lr - end) * (1 - step / decay_steps) ** power": "((lr - end) * (1 - step / decay_steps)) ** power"},
            hint="With power 1 you are right. At step 0 the rate should be lr for every power.",
        ),
        Wrong(
            "starts again at the multiple",
            {"decay_steps = decay_steps * max(1, np.ceil(step / decay_steps))": "step %= decay_steps"},
            hint=(
                "With cycle your rate is back at lr at every multiple of decay_steps. There it should be end, and each "
                "cycle falls more slowly than the one before."
            ),
        ),
        Wrong(
            "to 0 instead of end",
            {"(lr - end)": "lr", "** power + end": "** power"},
            hint="Your rate goes down to 0, as torch's PolynomialLR does. Here it ends at end.",
        ),
    ),
)
