"""All weights 0: an initialization that nothing can be learned from."""

import math

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def zeros_init(shape, fan_in, fan_out, rng):
    """An array of zeros.

    shape: of the array, (n_in, n_out) for a dense layer, (c_out, c_in, k_h, k_w) for a convolution.
    fan_in, fan_out: of the layer, handed over, so that nothing has to be counted here.
    rng: a numpy.random.Generator, the only source of chance: the same seed gives the same weights.
    Gives an array of that shape, float64 or float32.
    """
    ### BEGIN SOLUTION
    return np.zeros(tuple(shape))
    ### END SOLUTION


def multiplied(shape, fan_in, fan_out, rng):
    """Any numbers, times 0; in float32."""
    return np.ones(shape, dtype=np.float32) * 0


def torch_zeros_init(shape, fan_in, fan_out, rng):
    """torch.nn.init.zeros_."""
    import torch

    return torch.nn.init.zeros_(torch.empty(shape, dtype=torch.float64)).numpy()


def inputs(rng, *sides):
    """A shape whose first two sides are up to a tenth longer than these, drawn anew each time; its fans; a seed."""
    first, second = (int(rng.integers(side, side + max(2, side // 10))) for side in sides[:2])
    area = math.prod(sides[2:])
    fans = (second * area, first * area) if sides[2:] else (first, second)
    return {"args": [[first, second, *sides[2:]], *fans], "seed": int(rng.integers(2**32))}


EXERCISE = Exercise(
    zeros_init,
    points=1,
    ids=("INI-07",),
    source="Rumelhart, Hinton & Williams 1986, on breaking symmetry; torch.nn.init.zeros_",
    family=families.INITIALIZER,
    probe=probes.draws,
    oracle=torch_zeros_init,
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
        Right("times 0, float32", task=multiplied),
        Right("filled", {"np.zeros(tuple(shape))": "np.full(shape, 0.0)"}),
    ),
    hint="Print the shape, the dtype and the largest number of what you give back.",
    wrong=(
        Wrong("ones", {"np.zeros(tuple(shape))": "np.ones(shape)"}, hint="Which number should all weights be?"),
        Wrong(
            "integers",
            {"np.zeros(tuple(shape))": "np.zeros(tuple(shape), dtype=int)"},
            hint="A step of descent adds fractions: what do integers do with them?",
        ),
        Wrong(
            "fans for the shape",
            {"np.zeros(tuple(shape))": "np.zeros((fan_in, fan_out))"},
            hint="Dense layers are right, convolutions are not: an array has the sides that `shape` gives.",
        ),
        Wrong(
            "transposed",
            {"np.zeros(tuple(shape))": "np.zeros(tuple(shape)[::-1])"},
            hint="The sides stand in another order.",
        ),
        Wrong(
            "flattened",
            {"np.zeros(tuple(shape))": "np.zeros(np.prod(shape))"},
            hint="As many zeros as asked for, but in one row.",
        ),
        Wrong(
            "nearly zero",
            {"np.zeros(tuple(shape))": "rng.normal(0.0, 0.01, shape)"},
            hint="Small random weights are the cure; first look at the disease.",
        ),
        Wrong(
            "works for two axes only",
            {"return np.zeros(tuple(shape))": "rows, columns = shape\n    return np.zeros((rows, columns))"},
            hint="Dense layers are right. A convolution has more sides than two.",
        ),
    ),
    survivors={"return np.zeros(tuple(shape)) -> return np.zeros(shape)": "a shape is a tuple already"},
)
