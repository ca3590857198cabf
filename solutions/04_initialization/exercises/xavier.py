"""Xavier initialization as many slides print it: normal, scaled by the fan-in alone."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def xavier(shape, fan_in, fan_out, rng):
    """Normal weights with mean 0 and standard deviation 1/sqrt(fan_in).

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    return rng.standard_normal(shape) / np.sqrt(fan_in)
    ### END SOLUTION


def box_muller(shape, fan_in, fan_out, rng):
    """Normal numbers out of uniform ones, after Box and Muller; in float32."""
    radius = np.sqrt(-2 * np.log1p(-rng.random(shape)))
    return (radius * np.cos(2 * np.pi * rng.random(shape)) * (1 / fan_in) ** 0.5).astype(np.float32)


def torch_xavier(shape, fan_in, fan_out, rng):
    """torch.nn.init, which counts fan_in from the shape."""
    import torch

    weights = torch.empty(shape, dtype=torch.float64)
    kernel = weights if len(shape) > 2 else weights.T  # torch keeps (out, in)
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    torch.nn.init.kaiming_normal_(kernel, nonlinearity="linear", generator=generator)
    return weights.numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    xavier,
    points=2,
    ids=("INI-01",),
    source="LeCun et al. 1998, Efficient BackProp, section 4.6; often called Xavier initialization",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_xavier,
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
        Right("drawn column by column", {"rng.standard_normal(shape)": "rng.standard_normal(shape[::-1]).T"}),
        Right(
            "scale handed to normal",
            {"rng.standard_normal(shape) / np.sqrt(fan_in)": "rng.normal(0.0, fan_in**-0.5, shape)"},
        ),
    ),
    hint="Draw 100,000 numbers and look at their mean, standard deviation and range. Which side of the layer counts?",
    wrong=(
        Wrong(
            "divided by fan_in without the root",
            {"np.sqrt(fan_in)": "fan_in"},
            hint=(
                "Your weights are too small; the larger the layer, the more.",
                "1/fan_in is the variance. What is the standard deviation?",
            ),
        ),
        Wrong(
            "fan_out for fan_in",
            {"np.sqrt(fan_in)": "np.sqrt(fan_out)"},
            hint=(
                "Your scale depends on the number of outputs.",
                "What one output adds up are its inputs. How many are they?",
            ),
        ),
        Wrong(
            "Glorot's average of both fans",
            {"np.sqrt(fan_in)": "np.sqrt((fan_in + fan_out) / 2)"},
            hint=("Your scale depends on both fans.", "Which of the two decides how large the sum in one output is?"),
        ),
        Wrong(
            "sum of both fans",
            {"np.sqrt(fan_in)": "np.sqrt(fan_in + fan_out)"},
            hint="Your scale depends on both fans, and is too small.",
        ),
        Wrong(
            "He's factor of 2",
            {"np.sqrt(fan_in)": "np.sqrt(fan_in / 2)"},
            hint=(
                "You are a factor of the root of 2 too wide.",
                "That is the scale for ReLU, which comes later. Here the variance is 1/fan_in.",
            ),
        ),
        Wrong(
            "first side for fan_in",
            {"np.sqrt(fan_in)": "np.sqrt(shape[0])"},
            hint=(
                "Dense layers are right, convolutions are not.",
                "How many numbers does one output of a convolution add up? It is handed to you.",
            ),
        ),
        Wrong(
            "kernel left out",
            {"np.sqrt(fan_in)": "np.sqrt(shape[0] if len(shape) == 2 else shape[1])"},
            hint=(
                "Dense layers are right, convolutions are too wide.",
                "An output of a convolution adds up all channels of a whole window.",
            ),
        ),
        Wrong(
            "not scaled",
            {" / np.sqrt(fan_in)": " / 1"},
            hint="Your weights have a standard deviation of 1 in every layer.",
        ),
        Wrong(
            "uniform instead of normal",
            {"rng.standard_normal(shape)": "rng.uniform(-np.sqrt(3), np.sqrt(3), shape)"},
            hint="Mean and scale are right, the shape of the distribution is not: look at its tails.",
        ),
        Wrong(
            "only positive weights",
            {"rng.standard_normal(shape)": "rng.random(shape)"},
            hint=(
                "The mean of your weights is not 0.",
                "`random` draws from 0 to 1. What is it that draws from a normal distribution?",
            ),
        ),
        Wrong(
            "a fixed scale",
            {"rng.standard_normal(shape) / np.sqrt(fan_in)": "rng.standard_normal(shape) * 0.01"},
            hint="Your weights have one scale in every layer. It should fall as fan_in grows.",
        ),
        Wrong(
            "Xavier's uniform form",
            {"rng.standard_normal(shape) / np.sqrt(fan_in)": "rng.uniform(-1, 1, shape) / np.sqrt(fan_in)"},
            hint="1/sqrt(fan_in) is your limit. It should be the standard deviation, of normal numbers.",
        ),
        Wrong(
            "multiplied by the root",
            {" / np.sqrt(fan_in)": " * np.sqrt(fan_in)"},
            hint="Your weights grow with fan_in. An output that adds up more numbers needs smaller weights.",
        ),
    ),
)
