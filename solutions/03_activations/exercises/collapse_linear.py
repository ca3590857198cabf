"""A stack of linear layers without anything between them is one linear layer."""

from itertools import pairwise

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def collapse_linear(weights, biases):
    """(W, b) of the one linear layer that does what the whole stack does.

    The stack: h_0 = x, h_l = h_{l-1} @ W_l + b_l for l = 1 ... L, without a non-linearity. The one layer:
    h_L = x @ W + b, for every x.

    weights: list of L >= 1 arrays, (d_{l-1}, d_l) each. biases: list of L arrays, (d_l,) each. Both left unchanged.
    Gives W: (d_0, d_L) and b: (d_L,).
    """
    ### BEGIN SOLUTION
    W, b = weights[0], biases[0]
    for W_next, b_next in zip(weights[1:], biases[1:]):
        W, b = W @ W_next, b @ W_next + b_next
    return W, b
    ### END SOLUTION


def by_feeding_it(weights, biases):
    """Lets the stack itself answer: at 0 it gives b, at the unit vectors the rows of W + b."""
    zero = np.zeros((1, len(weights[0])), weights[0].dtype)
    answers = []
    for x in (zero, np.eye(len(weights[0]), dtype=weights[0].dtype)):
        for weight, bias in zip(weights, biases):
            x = x @ weight + bias
        answers.append(x)
    return answers[1] - answers[0], answers[0][0]


def from_the_end(weights, biases):
    """Backwards: W_l @ ... @ W_L, collecting each bias times what follows it."""
    W, b = np.eye(weights[-1].shape[1], dtype=weights[-1].dtype), 0
    for weight, bias in zip(reversed(weights), reversed(biases)):
        b = b + bias @ W
        W = weight @ W
    return W, b


def stack(rng, *sizes, dtype="float64", scale=1.0):
    """Inputs of `call` for a stack with these numbers of units."""
    shapes = list(pairwise(sizes))
    weights = [(rng.normal(size=shape) * scale).astype(dtype) for shape in shapes]
    return {"args": [weights, [rng.normal(size=m).astype(dtype) for _, m in shapes]], "returns": ["W", "b"]}


EXERCISE = Exercise(
    collapse_linear,
    points=2,
    ids=("FND-02",),
    source="Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.1",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=by_feeding_it,
    cases=(
        Case("two layers", lambda rng: stack(rng, 2, 3, 2), public=True, about="widths 2, 3, 2"),
        Case("two square layers", lambda rng: stack(rng, 3, 3, 3), public=True, about="widths 3, 3, 3"),
        Case("four layers", lambda rng: stack(rng, 3, 5, 2, 4, 3), public=True, weight=2, about="widths 3, 5, 2, 4, 3"),
        Case("four square layers", lambda rng: stack(rng, 3, 3, 3, 3, 3), public=True, about="five times width 3"),
        Case("a bottleneck of one", lambda rng: stack(rng, 6, 1, 5)),
        Case("ten layers", lambda rng: stack(rng, *[4] * 11, scale=0.5)),
        Case("float32", lambda rng: stack(rng, 3, 4, 4, 2, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(Right("from the end", task=from_the_end),),
    hint="Take two layers of one unit each and expand the product by hand. What happens to the first bias?",
    wrong=(
        Wrong(
            "biases added up",
            {"b @ W_next + b_next": "b + b_next"},
            hint=(
                "Your W is right, your b is not: where widths differ it cannot even be computed.",
                "A bias is part of what the next layer is fed. What does that layer do with it?",
            ),
        ),
        Wrong(
            "only the last bias",
            {"b @ W_next + b_next": "b_next"},
            hint="What becomes of the first layer's bias? The layers behind it pass it on, transformed.",
        ),
        Wrong(
            "biases lost",
            {"b @ W_next + b_next": "b @ W_next"},
            hint="Every layer adds a bias of its own, also the last one.",
        ),
        Wrong(
            "multiplied in the wrong order",
            {"W @ W_next": "W_next @ W"},
            hint=(
                "x meets the first layer first: x @ W_1, and only then @ W_2.",
                "With square matrices nothing fails, but the numbers are wrong: A @ B is not B @ A.",
            ),
        ),
        Wrong(
            "the bias passes the whole stack",
            {"b @ W_next + b_next": "b @ (W @ W_next) + b_next"},
            hint="The bias of layer l has not seen the layers before l. Which matrices does it pass?",
        ),
        Wrong(
            "elementwise product",
            {"W @ W_next": "W * W_next"},
            hint="`*` multiplies element by element. Two layers in a row are a matrix product.",
        ),
        Wrong(
            "the last layer left out",
            {"zip(weights[1:], biases[1:])": "zip(weights[1:-1], biases[1:])"},
            hint="Count the layers that your loop visits.",
        ),
        Wrong(
            "bias added too early",
            {"b @ W_next + b_next": "(b + b_next) @ W_next"},
            hint="Each layer multiplies first and adds its bias afterwards.",
        ),
        Wrong(
            "b is still 0",
            {"return W, b": "return W, np.zeros_like(b)"},
            hint="W is right. b is 0, as if it were still to be written.",
        ),
        Wrong(
            "only the first bias",
            {"b @ W_next + b_next": "b"},
            hint="W is right. b is the first layer's; what do the other layers do with it?",
        ),
        Wrong(
            "b not returned",
            {"return W, b": "return W"},
            hint="W is right. Two things are to be returned: b is missing.",
        ),
    ),
)
