"""How many numbers an output of a layer adds up, and how many outputs a number goes out to."""

import numpy as np

from grader import Case, Exercise, Right, Wrong, families, probes


def fans(weights):
    """The fan-in and the fan-out of a layer, as two whole numbers, from the shape of its weights.

    fan-in: how many numbers one output adds up, the bias aside. fan-out: how many outputs one input takes part in, at
    most (at the edge of an image they are fewer).

    weights: (n_in, n_out) of a dense layer; (c_out, c_in, k) or (c_out, c_in, k_h, k_w) of a convolution with c_in
    channels coming in, c_out going out, and kernels of these sides, moved by one place at a time. Left unchanged.
    """
    ### BEGIN SOLUTION
    if weights.ndim == 2:
        n_in, n_out = weights.shape
        return n_in, n_out
    c_out, c_in, *sides = weights.shape
    area = np.prod(sides)
    return c_in * area, c_out * area
    ### END SOLUTION


def by_size(weights):
    """What is left of all weights, after division."""
    if len(weights.shape) == 2:
        return weights.shape
    return np.size(weights) // weights.shape[0], np.size(weights) // weights.shape[1]


def torch_fans(weights):
    """What torch.nn.init uses; torch keeps the weights of a dense layer as (n_out, n_in)."""
    import torch

    kernel = torch.tensor(np.array(weights.T if weights.ndim == 2 else weights))
    return torch.nn.init._calculate_fan_in_and_fan_out(kernel)


def inputs(rng, *shape, layout="C"):
    """Weights of this shape; of all cases only the shape matters."""
    return {"args": [rng.normal(size=shape)], "returns": ["fan_in", "fan_out"], "layout": layout}


EXERCISE = Exercise(
    fans,
    points=2,
    ids=("INI-02", "INI-04"),
    source="Glorot & Bengio 2010; He et al. 2015, section 2.2: n = k^2 c; torch.nn.init",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=torch_fans,
    cases=(
        Case("a dense layer", lambda rng: inputs(rng, 3, 5), public=True, about="3 inputs, 5 outputs"),
        Case(
            "a convolution",
            lambda rng: inputs(rng, 4, 2, 3, 5),
            public=True,
            weight=2,
            about="2 channels in, 4 out, kernels of 3 x 5",
        ),
        Case("kernels of 1 x 1", lambda rng: inputs(rng, 6, 2, 1, 1), public=True, about="2 channels in, 6 out"),
        Case(
            "kernels with one side", lambda rng: inputs(rng, 2, 7, 4), public=True, about="7 channels in, 2 out, k = 4"
        ),
        Case("a single unit", lambda rng: inputs(rng, 9, 1)),
        Case("one channel, as of grey images", lambda rng: inputs(rng, 5, 1, 7, 2, layout="F")),
        Case("other sides", lambda rng: inputs(rng, *rng.permutation([2, 3, 5, 7]))),
        Case("a dense layer of other sides", lambda rng: inputs(rng, *rng.permutation([8, 3]))),
    ),
    right=(
        Right("what is left after division", task=by_size),
        Right("multiplied one by one", {"np.prod(sides)": "np.multiply.reduce(sides)"}),
    ),
    hint=(
        "Take a dense layer with 3 inputs and 2 outputs, then a convolution, and count for one output and for one "
        "input."
    ),
    wrong=(
        Wrong(
            "fan_in and fan_out swapped",
            {
                "return n_in, n_out": "return n_out, n_in",
                "return c_in * area, c_out * area": "return c_out * area, c_in * area",
            },
            hint="Both numbers are right; which of them goes in?",
        ),
        Wrong(
            "a dense layer read as torch keeps it",
            {"return n_in, n_out": "return n_out, n_in"},
            hint=(
                "Convolutions are right, dense layers are not.",
                "In this course a dense layer is x @ W. Which side of W is as long as x?",
            ),
        ),
        Wrong(
            "a convolution read like a dense layer",
            {"c_out, c_in, *sides": "c_in, c_out, *sides"},
            hint=(
                "Dense layers are right, convolutions are not.",
                "A convolution keeps its output channels first: (c_out, c_in, k_h, k_w).",
            ),
        ),
        Wrong(
            "Keras' order of a convolution",
            {"c_out, c_in, *sides = weights.shape": "*sides, c_in, c_out = weights.shape"},
            hint="Keras keeps kernels as (k_h, k_w, c_in, c_out). Here the channels come first.",
        ),
        Wrong(
            "kernel left out",
            {"area = np.prod(sides)": "area = 1"},
            hint=(
                "You count channels, but an output looks at a window of each.",
                "How many numbers of one channel lie in a window of k_h by k_w?",
            ),
        ),
        Wrong(
            "kernel's first side alone",
            {"area = np.prod(sides)": "area = sides[0]"},
            hint="Your window is a line. What is its area?",
        ),
        Wrong(
            "kernel's sides added",
            {"area = np.prod(sides)": "area = sum(sides)"},
            hint="How many numbers are in a window of 3 by 5?",
        ),
        Wrong(
            "fan_out without the kernel",
            {"c_out * area": "c_out"},
            hint=(
                "Into how many windows does one input fall, as the kernel moves along?",
                "In each of them it takes part in every output channel.",
            ),
        ),
        Wrong(
            "kernel's first side squared",
            {"area = np.prod(sides)": "area = sides[0] ** len(sides)"},
            hint="Square kernels are right. A window of 3 by 5 holds another number.",
        ),
        Wrong(
            "three axes raise",
            {"area = np.prod(sides)": "height, width = sides\n    area = height * width"},
            hint="Kernels with two sides are right; those with one end in an error.",
        ),
        Wrong(
            "fan_in without the kernel",
            {"c_in * area": "c_in"},
            hint="An output looks at a whole window of each channel. How many numbers does it add up?",
        ),
        Wrong(
            "kernel's sides averaged",
            {"area = np.prod(sides)": "area = np.mean(sides)"},
            hint="How many numbers are in a window of 3 by 5?",
        ),
        Wrong(
            "all weights for fan_in",
            {"c_in * area": "c_in * c_out * area"},
            hint="That is the number of all weights. A single output has only its share of them.",
        ),
        Wrong(
            "fan_in alone returned",
            {"return n_in, n_out": "return n_in", "return c_in * area, c_out * area": "return c_in * area"},
            hint="Two numbers are to be returned. The fan-out is missing.",
        ),
    ),
)
