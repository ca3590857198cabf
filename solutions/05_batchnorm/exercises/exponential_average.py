"""The exponential moving average: a memory that fades."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def exponential_average(values, decay, init=0.0, correct=False):
    """Every state of an exponential moving average, shaped like values.

        h_t = decay * h_{t-1} + (1 - decay) * values_t,     t = 1, 2, ..., T      h_0 = init

    values: (T,) or (T, D) floats, one value or row per time, left unchanged; T >= 1. decay: weight of the old
    average. init: a number. correct: return h_t / (1 - decay^t) instead, which undoes a start at 0; h itself goes on
    uncorrected, and init is 0 then.
    """
    ### BEGIN SOLUTION
    averages, h = [], init
    for t, value in enumerate(values, start=1):
        h = decay * h + (1 - decay) * value
        averages.append(h / (1 - decay**t) if correct else h)
    return np.array(averages)
    ### END SOLUTION


def weighted(values, decay, init=0.0, correct=False):
    """No loop over time: the weights as a lower triangular matrix."""
    t = np.arange(len(values))
    age = t[:, None] - t
    weights = np.where(age >= 0, (1 - decay) * decay ** np.maximum(age, 0), 0)
    start = init * decay ** (t + 1)
    if correct:
        weights = weights / np.sum(weights, axis=1, keepdims=True)
    return weights @ values + start.reshape(-1, *[1] * (values.ndim - 1))


def towards(values, decay, init=0.0, correct=False):
    """Each value pulls the average a little way towards it."""
    h, total, states = init + np.zeros(values.shape[1:]), 0.0, []
    for value in values:
        h = h + (1 - decay) * (value - h)
        total += (1 - decay) * (1 - total)
        states.append(h / total if correct else h)
    return np.array(states).reshape(values.shape)


def inputs(rng, shape, decay, layout="C", dtype="float64", **options):
    """Values about 2, so that a start at 0 shows."""
    values = (2 + rng.normal(size=shape)).astype(dtype)
    return {"args": [values, decay], "kwargs": options, "layout": layout}


EXERCISE = Exercise(
    exponential_average,
    points=2,
    ids=("FND-07",),
    source="Kingma & Ba 2015, section 3 (the correction); Roberts 1959",
    family=families.NORMALIZATION,
    without={
        "ignores the given init": "'ignores init' is the same: the default is 0",
        "ignores the given correct": "'never corrected' is the same: the default is False",
    },
    probe=probes.call,
    oracle=weighted,
    cases=(
        Case("three values", lambda rng: inputs(rng, (3,), 0.8), public=True, about="values (3,), decay 0.8"),
        Case(
            "a start of its own",
            lambda rng: inputs(rng, (4,), 0.7, init=-1.5),
            public=True,
            about="values (4,), decay 0.7, init -1.5",
        ),
        Case(
            "corrected",
            lambda rng: inputs(rng, (5,), 0.9, correct=True),
            public=True,
            weight=2,
            about="values (5,), decay 0.9, corrected",
        ),
        Case("rows", lambda rng: inputs(rng, (6, 3), 0.6, init=0.5), public=True, about="values (6, 3), decay 0.6"),
        Case("corrected rows, strided", lambda rng: inputs(rng, (30, 2), 0.95, layout="strided", correct=True)),
        Case("one value", lambda rng: inputs(rng, (1,), 0.99, correct=True), weight=0.5),
        Case("float32", lambda rng: inputs(rng, (8, 2), 0.9, dtype="float32", correct=True), tolerance=FLOAT32),
    ),
    right=(
        Right("a step towards each value", task=towards),
        Right(
            "written into an array",
            {
                "averages, h = [], init": "averages, h = np.zeros_like(values), init",
                "averages.append(h / (1 - decay**t) if correct else h)": (
                    "averages[t - 1] = h / (1 - decay**t) if correct else h"
                ),
            },
        ),
    ),
    hint="Compute the first two states by hand, with a decay that is not 0.5. Which weight belongs to the new value?",
    wrong=(
        Wrong(
            "decay on the new value",
            {"decay * h + (1 - decay) * value": "(1 - decay) * h + decay * value"},
            hint=("Your average follows every value almost at once.", "decay is the weight of the *old* average."),
        ),
        Wrong(
            "decayed sum",
            {"decay * h + (1 - decay) * value": "decay * h + value"},
            hint="The two weights should add up to 1. What are yours?",
        ),
        Wrong(
            "starts at the first value",
            {"[], init": "[], values[0]"},
            hint="h_0 = init, also for the first value. What does your average begin with?",
        ),
        Wrong(
            "ignores init",
            {"[], init": "[], 0"},
            hint="Another init changes nothing in your function.",
        ),
        Wrong(
            "never corrected",
            {"h / (1 - decay**t) if correct else h": "h"},
            hint="correct=True changes nothing. By what factor is an average from 0 too small after t values?",
        ),
        Wrong(
            "t counts from 2",
            {"start=1": "start=2"},
            hint="Corrected, the first average should be the first value itself. What is t then?",
        ),
        Wrong(
            "(1 - decay)**t",
            {"1 - decay**t": "(1 - decay) ** t"},
            hint="Your corrected averages explode. What is raised to the power t, decay or one minus decay?",
        ),
        Wrong(
            "no power in the correction",
            {"1 - decay**t": "1 - decay"},
            hint="Your first corrected average is right. The correction has to fade as t grows.",
        ),
        Wrong(
            "corrected average carried on",
            {
                "averages.append(h / (1 - decay**t) if correct else h)": (
                    "h = h / (1 - decay**t) if correct else h\n        averages.append(h)"
                )
            },
            hint=(
                "Your first corrected average is right, the second is not.",
                "The correction is for showing. What does the next step start from?",
            ),
        ),
        Wrong(
            "only the last average",
            {"np.array(averages)": "np.array(averages[-1])"},
            hint="One average is asked for each time, so the result has the shape of values.",
        ),
        Wrong(
            "t counts from 0",
            {"start=1": "start=0"},
            hint="Your first corrected average divides by 0. What is t at the first value?",
        ),
        Wrong(
            "the start is returned too",
            {"[], init": "[init + 0 * values[0]], init"},
            hint="There is one average too many: h_0 is where you begin, and is not asked for.",
        ),
        Wrong(
            "correct reversed",
            {"if correct else": "if not correct else"},
            hint="You correct where it is not asked for, and don't where it is.",
        ),
        Wrong(
            "always corrected",
            {"h / (1 - decay**t) if correct else h": "h / (1 - decay**t)"},
            hint="With correct=True you are right. Without it the average is returned as it is.",
        ),
        Wrong(
            "multiplied by the correction",
            {"h / (1 - decay**t)": "h * (1 - decay**t)"},
            hint="Your corrected averages are smaller than the others. A start at 0 makes them too small already.",
        ),
        Wrong(
            "mean of all values so far",
            {"decay * h + (1 - decay) * value": "h + (value - h) / t"},
            hint="Every value counts the same with you, however old it is. In this average old values fade.",
        ),
    ),
)
