"""Keras's decay: inverse time, counted in updates."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families


def keras_decay(lr, iterations, decay=0.0):
    """The rate of an old Keras optimizer with the argument `decay`.

        lr / (1 + decay * i)        i = iterations

    lr: float, the rate in the first update. iterations: int, the updates made so far, 0 in the first one. decay:
    float >= 0; with 0, the default, the rate stays as it is.

    Returns a float.
    """
    ### BEGIN SOLUTION
    return lr / (1 + decay * iterations)
    ### END SOLUTION


def multiplied(lr, iterations, decay=0.0):
    """The factor first, as Keras's own code has it."""
    factor = np.reciprocal(1.0 + decay * np.float64(iterations))
    return lr * factor


def added_up(lr, iterations, decay=0.0):
    """The denominator grows from update to update."""
    denominator = 1.0
    for _ in range(iterations):
        denominator += decay
    return lr / denominator


def curve(rng, steps, decay=None):
    """A rate of its own. decay: range to draw it from, or None for the default."""
    options = {} if decay is None else {"decay": float(rng.uniform(*decay))}
    return {"lr": float(rng.uniform(0.2, 1)), "steps": list(steps), "options": options}


EXERCISE = Exercise(
    keras_decay,
    points=1,
    ids=("LRS-13",),
    source="keras.optimizers.SGD(decay=...) up to Keras 2.10",
    family=families.FUNCTION,
    probe="curve",
    oracle=multiplied,
    cases=(
        Case(
            "a large decay",
            lambda rng: curve(rng, (0, 1, 5, 10, 50), (0.1, 0.3)),
            public=True,
            about="decay from 0.1 to 0.3, iterations 0 to 50",
        ),
        Case("no decay", lambda rng: curve(rng, (0, 7)), public=True, about="decay left at its default"),
        Case("a usual decay", lambda rng: curve(rng, (0, 1000, 20000), (1e-4, 1e-3))),
    ),
    right=(
        Right("the factor first", task=multiplied),
        Right("a denominator that grows", task=added_up),
    ),
    hint="Write down the rate for iterations 0, 1 and 2, with a decay of 1.",
    wrong=(
        Wrong(
            "a power",
            {"lr / (1 + decay * iterations)": "lr * (1 - decay) ** iterations"},
            hint="That is an exponential decay. In Keras the rate is divided by a number that grows steadily.",
        ),
        Wrong(
            "a power below",
            {"1 + decay * iterations": "(1 + decay) ** iterations"},
            hint="After one update your rate is right, and later too small. Is there a power in the formula?",
        ),
        Wrong(
            "counts from 1",
            {"decay * iterations": "decay * (iterations + 1)"},
            hint="In the first update no update has been made yet: iterations is 0 and the rate is lr.",
        ),
        Wrong(
            "divided rate carried on",
            {
                "return lr / (1 + decay * iterations)": (
                    "for i in range(1, iterations + 1):\n        lr = lr / (1 + decay * i)\n    return lr"
                )
            },
            hint=(
                "Your rate is right after one update, and then falls much too fast.",
                "It is always the first rate that is divided, not the one of the update before.",
            ),
        ),
        Wrong(
            "straight line",
            {"lr / (1 + decay * iterations)": "lr * (1 - decay * iterations)"},
            hint="Your rate falls along a line and becomes negative. Divide.",
        ),
        Wrong(
            "brackets missing",
            {"lr / (1 + decay * iterations)": "lr / 1 + decay * iterations"},
            hint="Your rate grows: without brackets lr is divided by 1 alone, and the rest is added.",
        ),
    ),
)
