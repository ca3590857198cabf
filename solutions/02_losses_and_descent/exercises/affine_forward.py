"""The affine layer, forward."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def affine_forward(X, W, b):
    """An affine layer: every sample times the weights, plus the bias.

    X: (N, D), one sample per row. W: (D, M), one column per output. b: (M,). Floats, left unchanged.

    Returns Y: (N, M).
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


def with_torch(X, W, b):
    """torch.nn.functional.linear, which keeps its weights transposed."""
    import torch

    X, W, b = (torch.tensor(np.array(array)) for array in (X, W, b))
    return torch.nn.functional.linear(X, W.T, b).numpy()


def with_ones(X, W, b):
    """The bias as the weight of an input that is always 1."""
    ones = np.ones((len(X), 1), X.dtype)
    return np.hstack([X, ones]) @ np.vstack([W, b])


def with_loops(X, W, b):
    """One output of one sample at a time."""
    return np.array([[sum(x * w for x, w in zip(row, column)) + c for column, c in zip(W.T, b)] for row in X])


def layer(rng, samples, inputs, outputs, dtype="float64", **options):
    """Inputs of `call`: a batch, weights and a bias, all of them normal."""
    arrays = [rng.normal(size=shape).astype(dtype) for shape in ((samples, inputs), (inputs, outputs), (outputs,))]
    return {"args": arrays, "returns": ["Y"], **options}


EXERCISE = Exercise(
    affine_forward,
    points=1,
    ids=("FND-03",),
    source="Goodfellow, Bengio & Courville 2016, section 6.1; torch.nn.functional.linear",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_torch,
    cases=(
        Case("a square layer", lambda rng: layer(rng, 2, 2, 2), public=True, about="2 samples, 2 inputs, 2 outputs"),
        Case(
            "more inputs than outputs",
            lambda rng: layer(rng, 4, 3, 2),
            public=True,
            about="4 samples, 3 inputs, 2 outputs",
        ),
        Case("a single sample", lambda rng: layer(rng, 1, 3, 4)),
        Case("a single output", lambda rng: layer(rng, 5, 3, 1)),
        Case("arrays that are not contiguous", lambda rng: layer(rng, 3, 4, 5, layout="strided")),
        Case("float32", lambda rng: layer(rng, 6, 8, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("with a column of ones", task=with_ones),
        Right("three loops", task=with_loops),
        Right("einsum", {"X @ W + b": 'np.einsum("nd,dm->nm", X, W) + b[None, :]'}),
    ),
    hint="Take one sample and two outputs, and compute both by hand. Then add a second sample.",
    wrong=(
        Wrong("no bias", {" + b": ""}, hint="A sample of zeros should give the bias. Yours gives zeros."),
        Wrong(
            "weights transposed",
            {"X @ W": "X @ W.T"},
            hint=(
                "It fits only because the layer is square. In which order are the axes of W?",
                "torch keeps its weights as (M, D). Here they are (D, M), and multiply from the right as they are.",
            ),
        ),
        Wrong(
            "elementwise product",
            {"X @ W": "X * W"},
            hint="`*` multiplies element by element. Every output is a sum over all inputs.",
        ),
        Wrong(
            "bias along the samples",
            {"+ b": "+ b[:, None]"},
            hint="The bias belongs to the outputs: the same for every sample, another one for every column.",
        ),
        Wrong("bias subtracted", {" + b": " - b"}, hint="Which sign has the bias?"),
        Wrong(
            "bias inside the product",
            {"X @ W + b": "X @ (W + b)"},
            hint="You add the bias to every weight. It comes after the product.",
        ),
        Wrong(
            "factors swapped",
            {"X @ W": "W @ X"},
            hint="The samples are rows, so the weights multiply from the other side.",
        ),
        Wrong(
            "bias multiplied",
            {" + b": " * b"},
            hint="A bias of 0 should change nothing. Yours makes every output 0.",
        ),
        Wrong(
            "bias added once per input",
            {" + b": " + len(W) * b"},
            hint="Your bias counts as often as there are inputs. It is added once, after the sum.",
        ),
        Wrong(
            "last input alone",
            {"X @ W": "X[:, -1:] @ W[-1:]"},
            hint="Only the last input counts. Does your sum begin anew with every input?",
        ),
        Wrong(
            "mean over the inputs",
            {"X @ W": "X @ W / len(W)"},
            hint="Each output is a sum over the inputs. You divide by their number.",
        ),
        Wrong(
            "samples in columns",
            {"X @ W + b": "(X @ W + b).T"},
            hint="Your numbers are right and stand in columns. Every sample is a row.",
        ),
    ),
)
