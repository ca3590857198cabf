"""The mean of the last few numbers."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def simple_moving_average(x, k):
    """Mean of the last k numbers, at every step of a series.

        average_t = mean of x_(t-k+1), ..., x_t

    x: (T,) floats, left unchanged. k: length of the window, 1 or more. At the first steps, where there are fewer than k
    numbers so far, it is the mean of those that there are.

    Returns an array (T,).
    """
    ### BEGIN SOLUTION
    averages = np.empty(len(x))
    for t in range(len(x)):
        averages[t] = np.mean(x[max(0, t + 1 - k) : t + 1])
    return averages
    ### END SOLUTION


def with_convolution(x, k):
    """A convolution with ones, and the number of terms."""
    sums = np.convolve(x, np.ones(k))[: len(x)]
    return sums / np.minimum(np.arange(1, len(x) + 1), k)


def with_a_running_sum(x, k):
    """One number comes in, one goes out."""
    total, averages = 0.0, []
    for t, value in enumerate(x):
        total += value
        if t >= k:
            total -= x[t - k]
        averages.append(total / min(t + 1, k))
    return np.array(averages)


def with_cumulated_sums(x, k):
    """Differences of sums from the beginning."""
    sums = np.concatenate([[0.0], np.cumsum(x)])
    ends = np.arange(1, len(x) + 1)
    starts = np.maximum(ends - k, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


def series(rng, length, k, **options):
    """Inputs of `call`: a series well above 0, and a window."""
    return {"args": [rng.uniform(1.0, 9.0, length), k], "returns": ["averages"], **options}


EXERCISE = Exercise(
    simple_moving_average,
    points=2,
    ids=("FND-07",),
    source="Brockwell & Davis 2016, section 1.5; pandas.Series.rolling with min_periods=1",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_convolution,
    cases=(
        Case("five numbers, a window of two", lambda rng: series(rng, 5, 2), public=True, about="5 numbers, k = 2"),
        Case("nine numbers, a window of four", lambda rng: series(rng, 9, 4), public=True, about="9 numbers, k = 4"),
        Case("fewer numbers than the window", lambda rng: series(rng, 3, 5), public=True, about="3 numbers, k = 5"),
        Case("twenty numbers", lambda rng: series(rng, 20, 7)),
        Case("every other number of more", lambda rng: series(rng, 8, 3, layout="strided")),
    ),
    right=(
        Right("a running sum", task=with_a_running_sum),
        Right("sums from the beginning", task=with_cumulated_sums),
        Right("slices", {"np.mean(x[max(0, t + 1 - k) : t + 1])": "x[: t + 1][-k:].sum() / min(k, t + 1)"}),
    ),
    hint="Take five numbers and k = 3, and write down which of them each average is made of.",
    wrong=(
        Wrong(
            "one number too many",
            {"max(0, t + 1 - k)": "max(0, t - k)"},
            hint="Your window holds k + 1 numbers. A slice from t - k to t + 1 has one more than you want.",
        ),
        Wrong(
            "the newest number left out",
            {"np.mean(x[max(0, t + 1 - k) : t + 1])": "np.mean(x[max(0, t - k) : max(1, t)])"},
            hint="Your averages come one step late. x_t itself is in the average at t.",
        ),
        Wrong(
            "divides by k from the start",
            {"np.mean(x[max(0, t + 1 - k) : t + 1])": "np.sum(x[max(0, t + 1 - k) : t + 1]) / k"},
            hint="The first averages are too small. How many numbers are there at step t?",
        ),
        Wrong(
            "looks ahead",
            {"x[max(0, t + 1 - k) : t + 1]": "x[t : t + k]"},
            hint="Your window begins at t. At step t nobody knows what comes after it.",
        ),
        Wrong(
            "centred",
            {"x[max(0, t + 1 - k) : t + 1]": "x[max(0, t - k // 2) : t + (k + 1) // 2]"},
            hint="Your window lies around t. It should end at t.",
        ),
        Wrong(
            "never forgets",
            {"max(0, t + 1 - k)": "0"},
            hint="You average everything so far. Only the last k numbers count.",
        ),
        Wrong(
            "sum in place of mean",
            {"np.mean(": "np.sum("},
            hint="Your numbers grow with the window. What makes a mean of a sum?",
        ),
    ),
)
