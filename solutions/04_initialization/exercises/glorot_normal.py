"""Glorot's normal initialization: a compromise between both ways."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def glorot_normal(shape, fan_in, fan_out, rng):
    """Normal weights with mean 0 and variance 2/(fan_in + fan_out).

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0.0, std, shape)
    ### END SOLUTION


def box_muller(shape, fan_in, fan_out, rng):
    """Normal numbers out of uniform ones, after Box and Muller; in float32."""
    radius = np.sqrt(-2 * np.log1p(-rng.random(shape)))
    return (radius * np.cos(2 * np.pi * rng.random(shape)) * ((fan_in + fan_out) / 2) ** -0.5).astype(np.float32)


def torch_glorot_normal(shape, fan_in, fan_out, rng):
    """torch.nn.init, which counts both fans from the shape."""
    import torch

    weights = torch.empty(shape, dtype=torch.float64)
    kernel = weights if len(shape) > 2 else weights.T  # torch keeps (out, in)
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    torch.nn.init.xavier_normal_(kernel, generator=generator)
    return weights.numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    glorot_normal,
    points=2,
    ids=("INI-02",),
    source="Glorot & Bengio 2010, section 4.2.1, eq. 12; torch.nn.init.xavier_normal_",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_glorot_normal,
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
        Right("Box and Muller, float32", task=box_muller),
        Right("drawn column by column", {"rng.normal(0.0, std, shape)": "rng.normal(0.0, std, shape[::-1]).T"}),
        Right("a standard normal, stretched", {"rng.normal(0.0, std, shape)": "std * rng.standard_normal(shape)"}),
    ),
    hint=(
        "Draw 100,000 numbers for a layer that is not square and look at mean and variance. What does rng.normal take?"
    ),
    wrong=(
        Wrong(
            "variance instead of its root",
            {"np.sqrt(2 / (fan_in + fan_out))": "2 / (fan_in + fan_out)"},
            hint=(
                "Your weights are too small; the larger the layer, the more.",
                "Which of the two does `normal` want, the variance or the standard deviation?",
            ),
        ),
        Wrong(
            "fan_in alone (Xavier of the slides)",
            {"2 / (fan_in + fan_out)": "1 / fan_in"},
            hint=(
                "You are right where both fans are equal.",
                "This is a compromise between two wishes, one for each way through the layer.",
            ),
        ),
        Wrong(
            "fan_out alone",
            {"2 / (fan_in + fan_out)": "1 / fan_out"},
            hint=("You are right where both fans are equal.", "Forward asks for the other fan. Take the mean of both."),
        ),
        Wrong(
            "factor 2 left out",
            {"2 / (fan_in + fan_out)": "1 / (fan_in + fan_out)"},
            hint=(
                "You are a factor of the root of 2 too small.",
                "It is the mean of the fans that counts, not their sum.",
            ),
        ),
        Wrong(
            "the uniform limit as scale",
            {"2 / (fan_in + fan_out)": "6 / (fan_in + fan_out)"},
            hint=("You are a factor of the root of 3 too wide.", "6 belongs to the limit of a uniform distribution."),
        ),
        Wrong(
            "sides of the array for fans",
            {"2 / (fan_in + fan_out)": "2 / (shape[0] + shape[1])"},
            hint="Dense layers are right, convolutions are too wide.",
        ),
        Wrong(
            "truncated, scale not corrected",
            {
                "return rng.normal(0.0, std, shape)": """w = rng.normal(0.0, std, shape)
    while (far := np.abs(w) > 2 * std).any():
        w[far] = rng.normal(0.0, std, far.sum())
    return w"""
            },
            hint="Your tails are cut off, and what is left is narrower than asked for.",
        ),
        Wrong(
            "uniform instead of normal",
            {"rng.normal(0.0, std, shape)": "rng.uniform(-std * np.sqrt(3), std * np.sqrt(3), shape)"},
            hint="Mean and scale are right, the shape of the distribution is not: look at its tails.",
        ),
        Wrong(
            "only positive weights",
            {"rng.normal(0.0, std, shape)": "std * rng.random(shape)"},
            hint=(
                "The mean of your weights is not 0.",
                "`random` draws from 0 to 1. What is it that draws from a normal distribution?",
            ),
        ),
        Wrong(
            "a fixed scale",
            {"rng.normal(0.0, std, shape)": "rng.normal(0.0, 0.01, shape)"},
            hint="Your weights have one scale in every layer. It should fall as the layer grows.",
        ),
        Wrong(
            "a standard normal, not scaled",
            {"rng.normal(0.0, std, shape)": "rng.normal(0.0, 1.0, shape)"},
            hint="Your weights have a standard deviation of 1 in every layer.",
        ),
        Wrong(
            "root of the 2 alone",
            {"np.sqrt(2 / (fan_in + fan_out))": "np.sqrt(2) / (fan_in + fan_out)"},
            hint="Your weights are too small. The root goes over the whole fraction.",
        ),
        Wrong(
            "root of the sum alone",
            {"np.sqrt(2 / (fan_in + fan_out))": "2 / np.sqrt(fan_in + fan_out)"},
            hint="You are a factor of the root of 2 too wide. What is under the root, and what is not?",
        ),
        Wrong(
            "fans multiplied",
            {"2 / (fan_in + fan_out)": "2 / (fan_in * fan_out)"},
            hint="You multiply the fans. Their mean is what counts.",
        ),
        Wrong(
            "division before the sum",
            {"2 / (fan_in + fan_out)": "2 / fan_in + fan_out"},
            hint="Without brackets, 2 / fan_in + fan_out divides first and adds then.",
        ),
    ),
)
