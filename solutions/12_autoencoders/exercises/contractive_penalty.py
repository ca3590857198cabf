"""Contractive penalty: how much the code moves when a pixel does."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def contractive_penalty(X, W, c):
    """Squared Frobenius norm of the Jacobian of the code h = sigma(x W + c), one number per image:

        penalty(x) = sum_j sum_i (dh_j / dx_i)^2          sigma(z) = 1 / (1 + e^(-z))

    X: (N, D) floats, one image per row. W: (D, F) weights. c: (F,) biases of the code. All are left unchanged.
    Sums of +-1000 may come into sigma: the penalty stays finite.

    Returns (N,) floats. No root, no factor 1/2, no mean.
    """
    ### BEGIN SOLUTION
    h = 0.5 * (1 + np.tanh((X @ W + c) / 2))
    slope = h * (1 - h)
    return slope**2 @ np.sum(W**2, axis=0)
    ### END SOLUTION


def with_jacobian(X, W, c):
    """torch's Jacobian of the code at every image."""
    import torch

    W, c = torch.tensor(np.array(W)), torch.tensor(np.array(c))
    found = [
        torch.autograd.functional.jacobian(lambda x: torch.sigmoid(x @ W + c), torch.tensor(np.array(x))) for x in X
    ]
    return torch.stack([J.square().sum() for J in found]).numpy()


def every_derivative(X, W, c):
    """All derivatives of all images as one array with three axes."""
    h = np.exp(-np.logaddexp(0, -(X @ W + c)))
    J = (h - h**2)[:, None, :] * W[None]
    return np.einsum("nij,nij->n", J, J)


def by_norms(X, W, c):
    """The norm of each unit's gradient, unit by unit, image by image."""
    found = []
    for x in X:
        total = 0.0
        for j in range(W.shape[1]):
            z = float(W[:, j] @ x + c[j])
            e = np.exp(-abs(z))
            total += np.linalg.norm(e / (1 + e) ** 2 * W[:, j]) ** 2
        found.append(total)
    return np.array(found, dtype=X.dtype)


def code(rng, n, d, f, dtype="float64", huge=0.0, **options):
    """Inputs of `call`: images, weights of both signs and of different lengths, biases that are not 0.

    huge: added to the first pixel of the first image, taken from that of the second one
    """
    X = rng.uniform(0.0, 1.0, (n, d))
    W = rng.uniform(0.5, 1.5, (d, f)) * rng.choice([-1.0, 1.0], (d, f)) * np.geomspace(0.5, 1.2, f)
    c = rng.uniform(0.4, 1.2, f)
    c[::2] *= -1
    if huge:
        X[:2, 0] += huge, -huge
    return {"args": [x.astype(dtype) for x in (X, W, c)], **options}


_RETURN = "slope**2 @ np.sum(W**2, axis=0)"
_H = "0.5 * (1 + np.tanh((X @ W + c) / 2))"

EXERCISE = Exercise(
    contractive_penalty,
    points=4,
    ids=("CAE-01",),
    source="Rifai et al. 2011, section 3",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_jacobian,
    cases=(
        Case("one image", lambda rng: code(rng, 1, 3, 2), public=True, about="1 image of 3 pixels, 2 code units"),
        Case("four images", lambda rng: code(rng, 4, 5, 3), public=True, about="4 images of 5 pixels, 3 code units"),
        Case("a wide code", lambda rng: code(rng, 3, 2, 6), public=True, about="3 images of 2 pixels, 6 code units"),
        Case(
            "saturated units",
            lambda rng: code(rng, 4, 3, 5, huge=8000.0),
            public=True,
            about="4 images of 3 pixels, 5 code units; one pixel is about 8000, one about -8000",
        ),
        Case("column-major", lambda rng: code(rng, 5, 4, 3, layout="F")),
        Case("every other column", lambda rng: code(rng, 4, 6, 3, layout="strided")),
        Case("float32", lambda rng: code(rng, 4, 5, 3, dtype="float32"), tolerance=FLOAT32),
    ),
    right=(
        Right("every derivative", task=every_derivative),
        Right("norms of gradients", task=by_norms),
        Right("one product", {_RETURN: "((slope * slope) @ (W * W).T).sum(axis=1)"}),
    ),
    hint=(
        "Take one image, two pixels and one code unit: write down both derivatives of h, square them, add. Then a "
        "second unit, then a second image."
    ),
    survivors={
        "h = 0.5 * (1 + np.tanh((X @ W + c) / 2)) -> h = 0.5 * (1 - np.tanh((X @ W + c) / 2))": (
            "1 - h in place of h: h (1 - h) is the same"
        ),
    },
    wrong=(
        Wrong(
            "squared weights alone",
            {_RETURN: "np.full(len(X), np.sum(W**2), X.dtype)"},
            hint=(
                "Your penalty is the same for every image: it is weight decay.",
                "How much h_j moves also depends on where on its sigmoid the unit stands.",
            ),
        ),
        Wrong(
            "slope not squared",
            {"slope**2 @": "slope @"},
            hint="The weights enter right, the slopes do not. What is squared: a weight, or a derivative?",
        ),
        Wrong(
            "weights not squared",
            {"W**2": "W"},
            hint="Weights of opposite sign cancel in your sum. Square each derivative before you add.",
        ),
        Wrong(
            "activation in place of its slope",
            {"slope = h * (1 - h)": "slope = h"},
            hint="A saturated unit, h near 1, hardly moves. In your penalty it counts most.",
        ),
        Wrong(
            "slope of tanh",
            {"slope = h * (1 - h)": "slope = 1 - h**2"},
            hint="1 - h^2 belongs to tanh. The sigmoid has another derivative.",
        ),
        Wrong(
            "norm without the square",
            {_RETURN: "np.sqrt(slope**2 @ np.sum(W**2, axis=0))"},
            hint="The norm itself is not asked: no root.",
        ),
        Wrong(
            "gradient of the summed code",
            {_RETURN: "np.sum((slope @ W.T) ** 2, axis=1)"},
            hint=(
                "With one code unit you are right.",
                "You add the units before you square, so their derivatives cancel. Each h_j has squares of its own.",
            ),
        ),
        Wrong(
            "norm of the gradient of the summed code",
            {_RETURN: "np.sqrt(np.sum((slope @ W.T) ** 2, axis=1))"},
            hint="You add the units before you square, and take a root at the end. Neither is asked.",
        ),
        Wrong(
            "every unit has all weights",
            {_RETURN: "np.sum(slope**2, axis=1) * np.sum(W**2)"},
            hint="Each unit's slope goes with the weights of that unit alone.",
        ),
        Wrong(
            "mean over the images",
            {_RETURN: "np.mean(slope**2 @ np.sum(W**2, axis=0))"},
            hint="One number per image is asked, no mean.",
        ),
        Wrong(
            "sum over the images",
            {_RETURN: "np.sum(slope**2 @ np.sum(W**2, axis=0))"},
            hint="One number per image is asked, no sum over them.",
        ),
        Wrong(
            "mean over the code units",
            {_RETURN: "slope**2 @ np.sum(W**2, axis=0) / W.shape[1]"},
            hint="Your penalty shrinks as code units are added. It is a sum over all of them.",
        ),
        Wrong(
            "mean over the pixels",
            {"np.sum(W**2, axis=0)": "np.mean(W**2, axis=0)"},
            hint="Your penalty shrinks as pixels are added. It is a sum over all of them.",
        ),
        Wrong(
            "half the penalty",
            {_RETURN: "0.5 * slope**2 @ np.sum(W**2, axis=0)"},
            hint="There is no factor 1/2 in this definition.",
        ),
        Wrong(
            "bias left out",
            {"X @ W + c": "X @ W"},
            hint="Where on its sigmoid a unit stands also depends on its bias.",
        ),
        Wrong(
            "sigmoid overflows",
            {_H: "np.exp(X @ W + c) / (1 + np.exp(X @ W + c))"},
            hint="Small numbers are right. For large ones e^z overflows, and a quotient of two infinities is NaN.",
        ),
    ),
)
