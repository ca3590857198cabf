"""Glorot's uniform initialization, the one that the paper proposes."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def glorot_uniform(shape, fan_in, fan_out, rng):
    """Uniform weights between -a and a, with a = sqrt(6/(fan_in + fan_out)).

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, shape)
    ### END SOLUTION


def stretched(shape, fan_in, fan_out, rng):
    """Numbers between 0 and 1, moved and stretched; in float32."""
    return (2 * rng.random(shape, dtype=np.float32) - 1) * np.float32(((fan_in + fan_out) / 6) ** -0.5)


def torch_glorot_uniform(shape, fan_in, fan_out, rng):
    """torch.nn.init, which counts both fans from the shape."""
    import torch

    weights = torch.empty(shape, dtype=torch.float64)
    kernel = weights if len(shape) > 2 else weights.T  # torch keeps (out, in)
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    torch.nn.init.xavier_uniform_(kernel, generator=generator)
    return weights.numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    glorot_uniform,
    points=2,
    ids=("INI-03",),
    source="Glorot & Bengio 2010, section 4.2.1, eq. 16; torch.nn.init.xavier_uniform_; Keras' default for Dense",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_glorot_uniform,
    cases=(
        Case("a layer that widens", lambda rng: inputs(rng, 120, 340), public=True, about="about 120 x 340"),
        Case("a layer that narrows", lambda rng: inputs(rng, 350, 120), public=True, about="about 350 x 120"),
        Case(
            "a convolution",
            lambda rng: inputs(rng, 48, 20, 7, 7),
            public=True,
            weight=2,
            about="48 or more channels from 20 or more, kernels of 7 x 7",
        ),
        Case("a convolution over time", lambda rng: inputs(rng, 90, 50, 9)),
        Case("few inputs, many outputs", lambda rng: inputs(rng, 12, 3400)),
        Case("many inputs, one output or two", lambda rng: inputs(rng, 40_000, 1)),
    ),
    right=(
        Right("stretched from 0 to 1, float32", task=stretched),
        Right(
            "drawn column by column", {"rng.uniform(-limit, limit, shape)": "rng.uniform(-limit, limit, shape[::-1]).T"}
        ),
        Right(
            "by way of the standard deviation",
            {"np.sqrt(6 / (fan_in + fan_out))": "np.sqrt(3) * np.sqrt(2 / (fan_in + fan_out))"},
        ),
    ),
    hint="Draw 100,000 numbers for a layer that is not square and look at the smallest and the largest.",
    wrong=(
        Wrong(
            "standard deviation as limit",
            {"6 / (fan_in + fan_out)": "2 / (fan_in + fan_out)"},
            hint=(
                "Your weights are a factor of the root of 3 too small.",
                "A uniform distribution up to a has a standard deviation of a over the root of 3.",
            ),
        ),
        Wrong(
            "root left out",
            {"np.sqrt(6 / (fan_in + fan_out))": "6 / (fan_in + fan_out)"},
            hint="Your weights are too small; the larger the layer, the more.",
        ),
        Wrong(
            "mean of the fans under a 6",
            {"6 / (fan_in + fan_out)": "12 / (fan_in + fan_out)"},
            hint="You are a factor of the root of 2 too wide: 6 belongs over the sum of both fans.",
        ),
        Wrong(
            "fan_in alone (He's limit)",
            {"6 / (fan_in + fan_out)": "6 / fan_in"},
            hint=(
                "Your limit does not depend on the outputs.",
                "Two wishes are balanced here, one for each way through the layer.",
            ),
        ),
        Wrong(
            "3 over fan_in", {"6 / (fan_in + fan_out)": "3 / fan_in"}, hint="You are right where both fans are equal."
        ),
        Wrong(
            "3 over fan_out", {"6 / (fan_in + fan_out)": "3 / fan_out"}, hint="You are right where both fans are equal."
        ),
        Wrong(
            "1 over fan_in (the common heuristic)",
            {"6 / (fan_in + fan_out)": "1 / fan_in"},
            hint="This is what Glorot and Bengio set out to replace: the variance is only a third of 1/fan_in.",
        ),
        Wrong(
            "sides of the array for fans",
            {"6 / (fan_in + fan_out)": "6 / (shape[0] + shape[1])"},
            hint="Dense layers are right, convolutions are too wide.",
        ),
        Wrong(
            "only positive weights",
            {"rng.uniform(-limit, limit, shape)": "rng.uniform(0, limit, shape)"},
            hint=("The mean of your weights is not 0.", "Where does the interval begin?"),
        ),
        Wrong(
            "normal instead of uniform",
            {"rng.uniform(-limit, limit, shape)": "rng.normal(0.0, limit / np.sqrt(3), shape)"},
            hint="Mean and scale are right, but some of your weights lie beyond the limit.",
        ),
        Wrong(
            "limit as the width of the interval",
            {"rng.uniform(-limit, limit, shape)": "rng.uniform(-limit / 2, limit / 2, shape)"},
            hint=("Your range is half of what it should be.", "The limit is the largest weight on each side of 0."),
        ),
        Wrong(
            "the limit as a normal's scale",
            {"rng.uniform(-limit, limit, shape)": "rng.normal(0.0, limit, shape)"},
            hint="Your numbers are normal, and the limit is their standard deviation. No weight may lie beyond it.",
        ),
        Wrong(
            "fans multiplied",
            {"6 / (fan_in + fan_out)": "6 / (fan_in * fan_out)"},
            hint="You multiply the fans. Their sum is what counts.",
        ),
        Wrong(
            "root of the 6 alone",
            {"np.sqrt(6 / (fan_in + fan_out))": "np.sqrt(6) / (fan_in + fan_out)"},
            hint="Your weights are too small. The root goes over the whole fraction.",
        ),
        Wrong(
            "root of the sum alone",
            {"np.sqrt(6 / (fan_in + fan_out))": "6 / np.sqrt(fan_in + fan_out)"},
            hint="You are a factor of the root of 6 too wide. What is under the root, and what is not?",
        ),
        Wrong(
            "division before the sum",
            {"6 / (fan_in + fan_out)": "6 / fan_in + fan_out"},
            hint="Without brackets, 6 / fan_in + fan_out divides first and adds then.",
        ),
    ),
)
