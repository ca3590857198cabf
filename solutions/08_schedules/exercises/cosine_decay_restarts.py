"""Warm restarts: a cosine, and another, and another."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def cosine_decay_restarts(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    """A cosine that starts again at the end of every period, as tf.train.cosine_decay_restarts has it.

        lr * ((1 - alpha) * m_mul^i * (1 + cos(pi * f)) / 2 + alpha)

        period i = 0, 1, 2, ... is first_decay_steps * t_mul^i steps long, which need not be a whole number
        f = (step - start of the period) / length of the period

    The step at which a period ends is the first one of the next period: there f is 0.

    lr: float, the rate at step 0. step: int, 0 in the first update. first_decay_steps: int >= 1. t_mul: float >= 1,
    how much longer each period is than the one before. m_mul: float > 0, how much lower each top is than the one
    before, above alpha. alpha: float from 0 to 1, the lowest rate as a share of lr.

    Returns a float.
    """
    ### BEGIN SOLUTION
    length, top = first_decay_steps, 1.0
    while step >= length:
        step = step - length
        length = length * t_mul
        top = top * m_mul
    cosine = 0.5 * top * (1 + np.cos(np.pi * step / length))
    return lr * ((1 - alpha) * cosine + alpha)
    ### END SOLUTION


def with_starts(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    """All lengths and starts at once; the last start that is not after the step counts."""
    lengths = first_decay_steps * np.power(float(t_mul), np.arange(step + 2))
    starts = np.concatenate([[0.0], np.cumsum(lengths)])
    i = int(np.searchsorted(starts, step, side="right")) - 1
    wave = np.cos(np.pi / 2 * (step - starts[i]) / lengths[i]) ** 2
    return float(lr * (alpha + (1 - alpha) * m_mul**i * wave))


def recursive(lr, step, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0):
    """After the first period the rest is the same schedule, longer and lower."""
    low = alpha * lr
    if step < first_decay_steps:
        return low + (lr - low) * (1 + np.cos(np.pi * step / first_decay_steps)) / 2
    rest = recursive(1.0, step - first_decay_steps, first_decay_steps * t_mul, t_mul, m_mul, 0.0)
    return low + (lr - low) * m_mul * rest


def curve(rng, steps, **options):
    """A rate of its own at these steps."""
    return {"lr": float(rng.uniform(0.2, 1)), "steps": list(steps), "options": options}


def share(rng):
    """A share or a factor that is neither 0 nor 1."""
    return float(rng.uniform(0.3, 0.6))


EXERCISE = Exercise(
    cosine_decay_restarts,
    points=5,
    ids=("LRS-09",),
    source="Loshchilov & Hutter 2017, SGDR, section 3; tf.train.cosine_decay_restarts",
    family=families.FUNCTION,
    probe="curve",
    oracle=with_starts,
    cases=(
        Case(
            "periods twice as long each time",
            lambda rng: curve(rng, (0, 5, 9, 10, 11, 29, 30, 31, 50, 70), first_decay_steps=10),
            public=True,
            about="first_decay_steps 10, restarts at 10, 30 and 70",
        ),
        Case(
            "equal periods",
            lambda rng: curve(
                rng, (0, 7, 8, 9, 16, 24, 26), first_decay_steps=8, t_mul=1.0, m_mul=share(rng), alpha=share(rng) / 3
            ),
            public=True,
            about="first_decay_steps 8, t_mul 1, m_mul from 0.3 to 0.6, alpha from 0.1 to 0.2",
        ),
        Case(
            "lengths that are no whole numbers",
            lambda rng: curve(
                rng, (0, 3, 4, 10, 19, 32, 33, 52, 53, 90), first_decay_steps=4, t_mul=1.5, m_mul=share(rng), alpha=0.1
            ),
            public=True,
            weight=2,
            about="first_decay_steps 4, t_mul 1.5: periods of 4, 6, 9, 13.5, 20.25 steps and so on",
        ),
        Case(
            "periods three times as long each time",
            lambda rng: curve(rng, (0, 6, 23, 24, 78, 79, 200), first_decay_steps=6, t_mul=3.0, m_mul=share(rng)),
        ),
        Case(
            "one period",
            lambda rng: curve(rng, (0, 11, 29, 39), first_decay_steps=40, alpha=share(rng)),
        ),
    ),
    right=(
        Right("all starts at once", task=with_starts),
        Right("recursive", task=recursive),
    ),
    hint=(
        "Write down start, length and top of the first three periods. Then look at the last step of a period and "
        "at the next one."
    ),
    wrong=(
        Wrong(
            "restarts one step late",
            {"step >= length": "step > length"},
            hint="Where a period ends your rate is at its lowest. That step is the first one of the next period.",
        ),
        Wrong(
            "never restarts",
            {"while step >= length:": "step = min(step, length)\n    while step > length:"},
            hint="After the first period your rate stays low.",
        ),
        Wrong(
            "restarts once",
            {"while step >= length:": "if step >= length:"},
            hint="The first two periods are right. How many periods may have passed?",
        ),
        Wrong(
            "lengths rounded down",
            {"length = length * t_mul": "length = int(length * t_mul)"},
            hint="A period may be 13.5 steps long. Yours are cut to whole numbers.",
        ),
        Wrong(
            "lengths grow by the same amount",
            {"length = length * t_mul": "length = length + first_decay_steps * (t_mul - 1)"},
            hint="The first two periods are right. Each length is t_mul times the one before.",
        ),
        Wrong(
            "alpha is lowered too",
            {
                "0.5 * top * (1": "0.5 * (1",
                "lr * ((1 - alpha) * cosine + alpha)": "lr * top * ((1 - alpha) * cosine + alpha)",
            },
            hint="m_mul lowers the tops. The lowest rate stays alpha times the first rate.",
        ),
        Wrong(
            "every top lowered once",
            {"top = top * m_mul": "top = m_mul"},
            hint="The first two periods are right. Each top is m_mul times the one before.",
        ),
        Wrong(
            "the first top lowered",
            {"length, top = first_decay_steps, 1.0": "length, top = first_decay_steps, m_mul"},
            hint="The first period begins at lr itself.",
        ),
        Wrong(
            "alpha as a rate",
            {"lr * ((1 - alpha) * cosine + alpha)": "(lr - alpha) * cosine + alpha"},
            hint="Your lowest rate is alpha itself. alpha is a share of lr.",
        ),
        Wrong(
            "always the first length below",
            {"np.pi * step / length": "np.pi * step / first_decay_steps"},
            hint="In the second period your wave is too short. Which length belongs below the step?",
        ),
        Wrong(
            "all periods equally long",
            {"        length = length * t_mul\n": ""},
            hint="Your first period is right, and all others are as long as it. By what does each period grow?",
        ),
        Wrong(
            "the wave goes on",
            {"while step >= length:": "while length < 0:"},
            hint="After its lowest point your rate climbs back along the wave. At a restart it jumps to the top.",
        ),
    ),
)
