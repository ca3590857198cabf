"""Noisy linear cosine decay: noise that fades, under the same wave."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def noisy_linear_cosine_decay(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    """linear_cosine_decay with noise on its line, as tf.train.noisy_linear_cosine_decay has it.

        lr * ((1 - f + alpha + e) * (1 + cos(2 pi * num_periods * f)) / 2 + beta)

        s = step, and decay_steps for every later step;  f = s / decay_steps
        e = noise times the standard deviation;  the variance is initial_variance / (1 + s)^variance_decay

    lr: float. step: int, 0 in the first update. decay_steps: int >= 1. noise: float, one draw from the standard normal
    distribution, made by the caller. initial_variance: float > 0. variance_decay, num_periods, alpha, beta: floats.

    Returns a float; it may be negative.
    """
    ### BEGIN SOLUTION
    s = min(step, decay_steps)
    f = s / decay_steps
    e = noise * np.sqrt(initial_variance / (1 + s) ** variance_decay)
    cosine = 0.5 * (1 + np.cos(2 * np.pi * num_periods * f))
    return lr * ((alpha + 1 - f + e) * cosine + beta)
    ### END SOLUTION


def noise_apart(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    """The smooth curve, and the noise beside it."""
    step = decay_steps if step > decay_steps else step
    wave = np.cos(np.pi * num_periods * step / decay_steps) ** 2
    smooth = lr * ((alpha + 1 - step / decay_steps) * wave + beta)
    return smooth + lr * wave * noise * initial_variance**0.5 * (1 + step) ** (-variance_decay / 2)


def by_logarithm(
    lr, step, decay_steps, noise, initial_variance=1.0, variance_decay=0.55, num_periods=0.5, alpha=0.0, beta=0.001
):
    """The standard deviation as half of a logarithm."""
    part = np.clip(step / decay_steps, 0.0, 1.0)
    spread = np.exp(0.5 * (np.log(initial_variance) - variance_decay * np.log1p(part * decay_steps)))
    line = np.float64(alpha) + (1.0 - part) + spread * noise
    return float(lr * (beta + line * (0.5 + 0.5 * np.cos(2 * num_periods * np.pi * part))))


def curve(rng, decay_steps, **options):
    """A rate of its own, and noise of either sign and at least 0.3 for every step."""
    steps = [0, 1, decay_steps // 3, decay_steps // 2, decay_steps - 1, decay_steps, decay_steps + 1, 3 * decay_steps]
    noise = [float(rng.uniform(0.3, 2) * sign) for sign in (1, -1, -1, 1, 1, -1, 1, -1)]
    options = {"decay_steps": decay_steps, **options}
    return {"lr": float(rng.uniform(0.2, 1)), "steps": steps, "each": {"noise": noise}, "options": options}


EXERCISE = Exercise(
    noisy_linear_cosine_decay,
    points=3,
    ids=("LRS-08",),
    source="Bello et al. 2017, Neural optimizer search; tf.train.noisy_linear_cosine_decay",
    family=families.FUNCTION,
    probe="curve",
    oracle=noise_apart,
    cases=(
        Case("default options", lambda rng: curve(rng, 10), public=True, about="decay_steps 10, steps 0 to 30"),
        Case(
            "two waves",
            lambda rng: curve(rng, 15, initial_variance=0.3, variance_decay=1.2, num_periods=2.0, alpha=0.2, beta=0.05),
            public=True,
            about="decay_steps 15, 2 periods, variance from 0.3, variance_decay 1.2, alpha 0.2, beta 0.05",
        ),
        Case(
            "random length",
            lambda rng: curve(rng, int(rng.integers(9, 40)), initial_variance=2.0, num_periods=1.0, beta=0.1),
        ),
    ),
    right=(
        Right("the noise apart", task=noise_apart),
        Right("by logarithm", task=by_logarithm),
    ),
    hint="Begin with noise 0 and compare with linear_cosine_decay. Then compute e by itself at step 0 and at step 3.",
    wrong=(
        Wrong(
            "variance for the standard deviation",
            {"np.sqrt(initial_variance / (1 + s) ** variance_decay)": "(initial_variance / (1 + s) ** variance_decay)"},
            hint="Your noise fades too fast. The formula gives a variance; what scales a draw?",
        ),
        Wrong(
            "noise never fades",
            {"initial_variance / (1 + s) ** variance_decay": "initial_variance"},
            hint="Your noise is as strong at the end as at the start. On what does the variance depend?",
        ),
        Wrong(
            "noise outside of the wave",
            {"(alpha + 1 - f + e) * cosine": "(alpha + 1 - f) * cosine + e"},
            hint="The noise is on the line, so the cosine factor multiplies it too.",
        ),
        Wrong(
            "noise left out",
            {"(alpha + 1 - f + e)": "(alpha + 1 - f)"},
            hint="Other noise changes nothing in your function.",
        ),
        Wrong(
            "noise of its own",
            {"noise * np.sqrt": "np.random.default_rng(0).standard_normal() * np.sqrt"},
            hint="You draw the noise yourself. It is handed in, so that a run can be repeated.",
        ),
        Wrong(
            "product instead of power",
            {"(1 + s) ** variance_decay": "(1 + s * variance_decay)"},
            hint="At step 0 you are right. Is variance_decay a factor or an exponent?",
        ),
        Wrong(
            "noise fades after the end",
            {"(1 + s) **": "(1 + step) **"},
            hint="After decay_steps nothing changes any more, the variance neither.",
        ),
        Wrong(
            "step counts from 1",
            {"(1 + s) **": "(2 + s) **"},
            hint="At step 0 the variance is initial_variance.",
        ),
        Wrong(
            "noise as a factor",
            {"(alpha + 1 - f + e) * cosine": "(alpha + 1 - f) * (1 + e) * cosine"},
            hint="At step 0 you may be right. The noise is added to the line, whatever its height.",
        ),
    ),
)
