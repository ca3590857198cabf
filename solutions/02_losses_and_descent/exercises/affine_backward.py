"""The affine layer, backward."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def affine_backward(dY, X, W):
    """Gradients of a loss through the affine layer Y = X W + b.

    dY: (N, M), the gradient of the loss with respect to Y. X: (N, D) and W: (D, M), as they went into the layer.
    All are left unchanged. The loss is a sum over the samples, or has been averaged before: nothing is divided by N.

    Returns dX: (N, D), dW: (D, M) and db: (M,), each of the shape of what it belongs to.
    """
    ### BEGIN SOLUTION
    return dY @ W.T, X.T @ dY, dY.sum(axis=0)
    ### END SOLUTION


def with_autograd(dY, X, W):
    """torch.nn.functional.linear and autograd."""
    import torch

    X, W = (torch.tensor(np.array(array), requires_grad=True) for array in (X, W))
    b = torch.zeros(W.shape[1], dtype=W.dtype, requires_grad=True)
    torch.nn.functional.linear(X, W.T, b).backward(torch.tensor(np.array(dY)))
    return tuple(leaf.grad.numpy() for leaf in (X, W, b))


def with_einsum(dY, X, W):
    """The index notation, written down."""
    return np.einsum("nm,dm->nd", dY, W), np.einsum("nd,nm->dm", X, dY), np.einsum("nm->m", dY)


def sample_by_sample(dY, X, W):
    """Outer products, added up over the samples."""
    dW, db = np.zeros_like(W), np.zeros_like(W[0])
    rows = []
    for x, dy in zip(X, dY):
        rows.append(W @ dy)
        dW += np.outer(x, dy)
        db += dy
    return [np.array(rows), dW, db]


def layer(rng, samples, inputs, outputs, dtype="float64", **options):
    """Inputs of `call`: an upstream gradient, a batch and weights, all of them normal."""
    arrays = [
        rng.normal(size=shape).astype(dtype) for shape in ((samples, outputs), (samples, inputs), (inputs, outputs))
    ]
    return {"args": arrays, "returns": ["dX", "dW", "db"], **options}


EXERCISE = Exercise(
    affine_backward,
    points=3,
    ids=("FND-03",),
    source="Rumelhart, Hinton & Williams 1986; autograd of torch.nn.functional.linear",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
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
        Right("einsum", task=with_einsum),
        Right("sample by sample", task=sample_by_sample),
        Right("a row of ones", {"dY.sum(axis=0)": "np.ones(len(dY), dY.dtype) @ dY"}),
    ),
    hint=(
        "Each gradient has the shape of what it belongs to. Compare all three with gradient_check, on two samples "
        "at least."
    ),
    wrong=(
        Wrong(
            "db averaged",
            {"dY.sum(axis=0)": "dY.mean(axis=0)"},
            hint=(
                "db is too small, by the number of samples.",
                "The loss is a sum, and one bias serves every sample: each adds its share.",
            ),
        ),
        Wrong(
            "divided by N again",
            {"X.T @ dY": "X.T @ dY / len(X)", "dY.sum(axis=0)": "dY.mean(axis=0)"},
            hint=(
                "dX is right, dW and db are too small, by the number of samples.",
                "If the loss is a mean, dY holds the 1/N already. Does a layer need to know?",
            ),
        ),
        Wrong(
            "db not summed",
            {"dY.sum(axis=0)": "dY * 1"},
            hint=(
                "db has a row for every sample. Which shape has b?",
                "In the forward pass b was broadcast to every row; going back, the rows add up.",
            ),
        ),
        Wrong(
            "db along the wrong axis",
            {"dY.sum(axis=0)": "dY.sum(axis=1)"},
            hint="There is one number in db for every output, not for every sample.",
        ),
        Wrong(
            "db with one axis too many",
            {"dY.sum(axis=0)": "dY.sum(axis=0, keepdims=True)"},
            hint="The numbers are right; the shape should be that of b, (M,).",
        ),
        Wrong(
            "weights not transposed",
            {"dY @ W.T": "dY @ W"},
            hint=(
                "dX is wrong, and only fits because the layer is square.",
                "dY is (N, M) and dX is (N, D). Which way round must W stand?",
            ),
        ),
        Wrong(
            "dW transposed",
            {"X.T @ dY": "dY.T @ X"},
            hint="dW should look like W: inputs along the rows, outputs along the columns.",
        ),
        Wrong(
            "dX and dW swapped",
            {"dY @ W.T, X.T @ dY": "X.T @ dY, dY @ W.T"},
            hint="The gradients are right, their order is not: dX first.",
        ),
        Wrong(
            "all gradients turned round",
            {"dY @ W.T": "-dY @ W.T", "X.T @ dY": "-X.T @ dY", "dY.sum(axis=0)": "-dY.sum(axis=0)"},
            hint="A layer hands gradients on as they are. Going downhill is the optimizer's business.",
        ),
        Wrong(
            "dX last instead of first",
            {"dY @ W.T, X.T @ dY, dY.sum(axis=0)": "X.T @ dY, dY.sum(axis=0), dY @ W.T"},
            hint="The gradients are right, their order is not. Look once more at what is returned first.",
        ),
        Wrong(
            "weights of shape (M, D)",
            {"dY @ W.T": "dY @ W", "X.T @ dY": "dY.T @ X"},
            hint="That is the layer as torch keeps it, with W of shape (M, D). Here W is (D, M).",
        ),
        Wrong(
            "dW averaged",
            {"X.T @ dY": "X.T @ dY / len(X)"},
            hint="dW is too small, by the number of samples. Each sample adds its share.",
        ),
        Wrong(
            "all gradients divided by N",
            {"dY @ W.T": "dY @ W.T / len(X)", "X.T @ dY": "X.T @ dY / len(X)", "dY.sum(axis=0)": "dY.mean(axis=0)"},
            hint="One sample is right, more are too small by their number. dY holds every factor of the loss already.",
        ),
        Wrong(
            "dW of the last sample alone",
            {"X.T @ dY": "np.outer(X[-1], dY[-1])"},
            hint="dW is right for a single sample. Of more samples you keep only the last one's share.",
        ),
        Wrong(
            "db of the last sample alone",
            {"dY.sum(axis=0)": "1 * dY[-1]"},
            hint="db is right for a single sample. Of more samples you keep only the last one's share.",
        ),
        Wrong(
            "db summed over everything",
            {"dY.sum(axis=0)": "dY.sum()"},
            hint="db is a single number. Every output has a bias of its own.",
        ),
        Wrong(
            "dY left out of db",
            {"dY.sum(axis=0)": "np.ones(W.shape[1], dY.dtype)"},
            hint="db is 1 everywhere. That is the slope of the layer; the gradient that comes from above is missing.",
        ),
        Wrong(
            "dW and db are still 0",
            {"X.T @ dY": "np.zeros_like(W)", "dY.sum(axis=0)": "np.zeros_like(W[0])"},
            hint="dX is right. dW and db are 0, as if they were still to be written.",
        ),
        Wrong(
            "db is still 0",
            {"dY.sum(axis=0)": "np.zeros_like(W[0])"},
            hint="db is 0, as if it were still to be written.",
        ),
        Wrong(
            "dX not returned",
            {"dY @ W.T, X.T @ dY, dY.sum(axis=0)": "X.T @ dY, dY.sum(axis=0)"},
            hint="Three gradients are to be returned, yours are two. The layer below waits for dX.",
        ),
    ),
)
