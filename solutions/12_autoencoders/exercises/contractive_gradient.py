"""Gradient of the contractive penalty: through the weights, and through where the units stand."""

import numpy as np

from grader import FLOAT32, Case, Exercise, Right, Wrong, families, probes


def contractive_gradient(X, W, c):
    """Gradient, by W and c, of the *mean* of the contractive penalty over the images:

        P = (1/N) sum_n sum_j s_nj^2 sum_i W_ij^2          s = h (1 - h)          h = sigma(x W + c)

    X: (N, D) floats, one image per row. W: (D, F) weights. c: (F,) biases of the code. All are left unchanged.
    Sums of +-1000 may come into sigma: the gradient stays finite.

    Returns dW (D, F) and dc (F,), in this order. P grows along them.
    """
    ### BEGIN SOLUTION
    h = 0.5 * (1 + np.tanh((X @ W + c) / 2))
    slope = h * (1 - h)
    lengths = np.sum(W**2, axis=0)
    da = 2 * slope**2 * (1 - 2 * h) * lengths / len(X)
    dW = 2 * W * np.mean(slope**2, axis=0) + X.T @ da
    dc = da.sum(axis=0)
    return dW, dc
    ### END SOLUTION


def with_autograd(X, W, c):
    """torch's gradient of the squared entries of its own Jacobian, image by image."""
    import torch

    W, c = (torch.tensor(np.array(a), requires_grad=True) for a in (W, c))
    total = torch.zeros((), dtype=W.dtype)
    for row in X:
        x = torch.tensor(np.array(row), requires_grad=True)
        for unit in torch.sigmoid(x @ W + c):
            (slopes,) = torch.autograd.grad(unit, x, create_graph=True)
            total = total + slopes.square().sum()
    return tuple(g.numpy() for g in torch.autograd.grad(total / len(X), (W, c)))


def backwards(X, W, c):
    """Reverse mode by hand, with one line back for every line forward."""
    h = np.exp(-np.logaddexp(0, -(X @ W + c)))
    s = h - h * h
    squares, lengths = s * s, (W * W).sum(axis=0)
    d_squares = np.broadcast_to(lengths, s.shape) / len(X)
    d_lengths = squares.sum(axis=0) / len(X)
    ds = d_squares * 2 * s
    dh = ds * (1 - 2 * h)
    dz = dh * s
    return np.einsum("ni,nj->ij", X, dz) + d_lengths * 2 * W, np.einsum("nj->j", dz)


def image_by_image(X, W, c):
    """Sums over images and units, divided at the end."""
    dW, dc = np.zeros_like(W), np.zeros_like(c)
    for x in X:
        for j in range(W.shape[1]):
            t = np.tanh((W[:, j] @ x + c[j]) / 2)
            square = ((1 - t * t) / 4) ** 2
            through = -2 * t * square * (W[:, j] @ W[:, j])
            dW[:, j] += 2 * square * W[:, j] + through * x
            dc[j] += through
    return dW / len(X), dc / len(X)


def code(rng, n, d, f, dtype="float64", huge=0.0, **options):
    """Inputs of `call`: images, weights of both signs and of different lengths, biases that are not 0.

    huge: added to the first pixel of the first image, taken from that of the second one
    """
    X = rng.uniform(0.2, 1.0, (n, d))
    W = rng.uniform(0.5, 1.5, (d, f)) * rng.choice([-1.0, 1.0], (d, f)) * np.geomspace(0.5, 1.2, f)
    c = rng.uniform(0.4, 1.2, f)
    c[::2] *= -1
    if huge:
        X[:2, 0] += huge, -huge
    return {"args": [x.astype(dtype) for x in (X, W, c)], "returns": ["dW", "dc"], **options}


_DA = "2 * slope**2 * (1 - 2 * h) * lengths / len(X)"
_DW = "2 * W * np.mean(slope**2, axis=0) + X.T @ da"

EXERCISE = Exercise(
    contractive_gradient,
    points=5,
    ids=("CAE-01",),
    source="Rifai et al. 2011, section 3",
    family=families.FUNCTION,
    probe=probes.call,
    oracle=with_autograd,
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
        Right("reverse mode by hand", task=backwards),
        Right("image by image, by tanh", task=image_by_image),
    ),
    hint=(
        "Compare with central differences of the mean of contractive_penalty, first by c, then by W. If only dW is "
        "off: W stands in the penalty twice, in the sum of its squares and inside h."
    ),
    wrong=(
        Wrong(
            "squares of W held constant",
            {_DW: "X.T @ da"},
            hint=(
                "dc is right, and a part of dW is missing.",
                "W stands in P twice: inside h, and in the sum of its squares.",
            ),
        ),
        Wrong(
            "slopes held constant in dW",
            {_DW: "2 * W * np.mean(slope**2, axis=0)"},
            hint=(
                "dc is right, and a part of dW is missing.",
                "W stands in P twice: in the sum of its squares, and inside h.",
            ),
        ),
        Wrong(
            "slopes held constant",
            {"da = 2 *": "da = 0 *"},
            hint="dc is 0, so your slopes are constants. They depend on W and on c through h.",
        ),
        Wrong(
            "one slope of the sigmoid left out",
            {"2 * slope**2 * (1 - 2 * h)": "2 * slope * (1 - 2 * h)"},
            hint=(
                "You have the derivative of s^2 by h. By z one more step of the chain rule is needed.",
                "How does h change with z?",
            ),
        ),
        Wrong(
            "derivative of the slope left out",
            {" * (1 - 2 * h)": ""},
            hint="s is not monotonic: it grows for h below 1/2, and falls above. Which factor has that sign?",
        ),
        Wrong(
            "sign of the slope's derivative",
            {"(1 - 2 * h)": "(2 * h - 1)"},
            hint="h (1 - h) grows while h is below 1/2. Your factor has the other sign.",
        ),
        Wrong(
            "product rule half done",
            {"(1 - 2 * h)": "(1 - h)"},
            hint="h (1 - h) is a product, and h stands in both factors. What is its derivative by h?",
        ),
        Wrong(
            "lengths left out on the way through h",
            {" * lengths / len(X)": " / len(X)"},
            hint="The squares of the slopes are multiplied by the squares of the weights: where are those in dc?",
        ),
        Wrong(
            "all lengths for every unit",
            {" * lengths / len(X)": " * lengths.sum() / len(X)"},
            hint="A unit's slope is multiplied by the squares of its own weights alone.",
        ),
        Wrong(
            "factor 2 left out beside W",
            {"2 * W * np": "W * np"},
            hint="dc is right. The derivative of a square has a factor: look at the part of dW that comes from W^2.",
        ),
        Wrong(
            "factor 2 left out on the way through h",
            {"da = 2 * slope": "da = slope"},
            hint="dc is half of what it should be. The slopes are squared.",
        ),
        Wrong(
            "half of the gradient",
            {_DW: "W * np.mean(slope**2, axis=0) + 0.5 * X.T @ da", "da.sum(axis=0)": "0.5 * da.sum(axis=0)"},
            hint="Everything is half of what it should be. P has no factor 1/2.",
        ),
        Wrong(
            "sum over the images",
            {" / len(X)": "", "np.mean(slope**2, axis=0)": "np.sum(slope**2, axis=0)"},
            hint="With a single image you are right. P is a mean over the images.",
        ),
        Wrong(
            "sum over the images on the way through h",
            {" / len(X)": ""},
            hint="A part of the gradient is a mean over the images, as it should be, and a part is a sum.",
        ),
        Wrong(
            "sum over the images beside W",
            {"np.mean(slope**2, axis=0)": "np.sum(slope**2, axis=0)"},
            hint="dc is right. In dW a part is a sum over the images in place of a mean.",
        ),
        Wrong(
            "downhill direction",
            {_DW: "-2 * W * np.mean(slope**2, axis=0) - X.T @ da", "da.sum(axis=0)": "-da.sum(axis=0)"},
            hint="Everything has the wrong sign. The gradient points to where P grows; training subtracts it.",
        ),
        Wrong(
            "bias left out",
            {"X @ W + c": "X @ W"},
            hint="Where on its sigmoid a unit stands also depends on its bias.",
        ),
        Wrong(
            "sigmoid overflows",
            {"0.5 * (1 + np.tanh((X @ W + c) / 2))": "np.exp(X @ W + c) / (1 + np.exp(X @ W + c))"},
            hint="Small numbers are right. For large ones e^z overflows, and a quotient of two infinities is NaN.",
        ),
    ),
)
