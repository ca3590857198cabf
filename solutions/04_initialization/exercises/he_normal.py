"""He's normal initialization, for ReLU."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def he_normal(shape, fan_in, fan_out, rng):
    """Normal weights with mean 0 and variance 2/fan_in.

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    std = np.sqrt(2 / fan_in)
    return rng.normal(0.0, std, shape)
    ### END SOLUTION


def box_muller(shape, fan_in, fan_out, rng):
    """Normal numbers out of uniform ones, after Box and Muller; in float32."""
    radius = np.sqrt(-2 * np.log1p(-rng.random(shape)))
    return (radius * np.cos(2 * np.pi * rng.random(shape)) * (fan_in / 2) ** -0.5).astype(np.float32)


def torch_he_normal(shape, fan_in, fan_out, rng):
    """torch.nn.init, which counts fan_in from the shape."""
    import torch

    weights = torch.empty(shape, dtype=torch.float64)
    kernel = weights if len(shape) > 2 else weights.T  # torch keeps (out, in)
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    torch.nn.init.kaiming_normal_(kernel, nonlinearity="relu", generator=generator)
    return weights.numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    he_normal,
    points=2,
    ids=("INI-04",),
    source="He et al. 2015, section 2.2, eq. 10; torch.nn.init.kaiming_normal_",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_he_normal,
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
        Right("divided by the root of half the fan", {"np.sqrt(2 / fan_in)": "1 / np.sqrt(fan_in / 2)"}),
    ),
    hint=(
        "Draw 100,000 numbers and look at their mean, variance and range. Which side of the layer counts, and "
        "what does rng.normal take?"
    ),
    wrong=(
        Wrong(
            "divided by fan_in / 2 without the root",
            {"np.sqrt(2 / fan_in)": "2 / fan_in"},
            hint=(
                "Your weights are too small; the larger the layer, the more.",
                "2/fan_in is the variance. What does `normal` want?",
            ),
        ),
        Wrong(
            "factor 2 left out",
            {"2 / fan_in": "1 / fan_in"},
            hint=(
                "You are a factor of the root of 2 too small.",
                "ReLU throws half of the signal's energy away. Who makes up for it?",
            ),
        ),
        Wrong(
            "root of the factor left out",
            {"np.sqrt(2 / fan_in)": "2 / np.sqrt(fan_in)"},
            hint=("You are a factor of the root of 2 too wide.", "What is under the root, and what is not?"),
        ),
        Wrong(
            "fan_out for fan_in",
            {"2 / fan_in": "2 / fan_out"},
            hint=(
                "Your scale depends on the number of outputs.",
                "What one output adds up are its inputs. How many are they?",
            ),
        ),
        Wrong(
            "Glorot's average of both fans",
            {"2 / fan_in": "4 / (fan_in + fan_out)"},
            hint=("Your scale depends on both fans.", "Which of the two decides how large the sum in one output is?"),
        ),
        Wrong("Glorot's variance", {"2 / fan_in": "2 / (fan_in + fan_out)"}, hint="Your scale depends on both fans."),
        Wrong(
            "first side for fan_in",
            {"2 / fan_in": "2 / shape[0]"},
            hint=(
                "Dense layers are right, convolutions are not.",
                "How many numbers does one output of a convolution add up? It is handed to you.",
            ),
        ),
        Wrong(
            "kernel left out",
            {"2 / fan_in": "2 / (shape[0] if len(shape) == 2 else shape[1])"},
            hint=(
                "Dense layers are right, convolutions are too wide.",
                "An output of a convolution adds up all channels of a whole window.",
            ),
        ),
        Wrong(
            "truncated at two standard deviations",
            {
                "return rng.normal(0.0, std, shape)": """wider = std / 0.8796256610342398
    w = rng.normal(0.0, wider, shape)
    while (far := np.abs(w) > 2 * wider).any():
        w[far] = rng.normal(0.0, wider, far.sum())
    return w"""
            },
            hint="Mean and scale are right, but your tails are cut off, as Keras cuts them. Here nothing is cut.",
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
            "truncated, scale not corrected",
            {
                "return rng.normal(0.0, std, shape)": (
                    "w = rng.normal(0.0, std, shape)\n"
                    "    while (far := np.abs(w) > 2 * std).any():\n"
                    "        w[far] = rng.normal(0.0, std, far.sum())\n"
                    "    return w"
                )
            },
            hint="Your tails are cut off, and what is left is narrower than asked for.",
        ),
    ),
)
