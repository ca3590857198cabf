"""Known numbers of 12_autoencoders: four points by hand, least squares in turn, a Jacobian, central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

#: The four points of the text, and the image with its code.
POINTS = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.0, -2.0]])
X = np.array([[0.2, 0.9, 0.4]])
W, C = np.array([[1.0, -1.0], [0.5, 2.0], [-0.3, 0.7]]), np.array([0.1, -0.2])
#: Four images of five pixels, three code units.
RNG = np.random.default_rng(12)
IMAGES, TARGETS = RNG.random((4, 5)), RNG.random((4, 5))
PARAMS = [RNG.normal(size=(5, 3)), RNG.normal(size=3), RNG.normal(size=5)]


def alternating(images: np.ndarray, k: int) -> float:
    """The error of a linear autoencoder whose decoder and code are fitted in turn, each by least squares."""
    off = images - images.mean(axis=0)
    decoder = np.random.default_rng(0).normal(size=(k, images.shape[1]))
    for _ in range(2_000):
        code = np.linalg.lstsq(decoder.T, off.T, rcond=None)[0].T
        decoder = np.linalg.lstsq(code, off, rcond=None)[0]
    return float(np.mean(np.sum((code @ decoder - off) ** 2, axis=1)))


def slope_error(loss: Callable[[], float], params: Sequence[np.ndarray], found: Sequence[np.ndarray]) -> float:
    """The largest distance of gradients from central differences of a loss of these parameters."""
    worst = 0.0
    for p, gradient in zip(params, found, strict=True):
        assert gradient.shape == p.shape
        for index in np.ndindex(p.shape):
            kept, moved = p[index], []
            for h in (1e-5, -1e-5):
                p[index] = kept + h
                moved.append(loss())
            p[index] = kept
            worst = max(worst, abs((moved[0] - moved[1]) / 2e-5 - gradient[index]))
    return worst


def autoencoder_error(labs: SimpleNamespace) -> float:
    """How far the autoencoder's four gradients are from differences of a squared error with another target."""
    x, params = IMAGES.copy(), [p.copy() for p in PARAMS]
    layer = labs.Autoencoder(*params)
    dx = layer.backward(2 * (layer.forward(x) - TARGETS))
    found = [dx, layer.dW, layer.dc, layer.db]
    return slope_error(
        lambda: float(np.sum((labs.Autoencoder(*params).forward(x) - TARGETS) ** 2)), [x, *params], found
    )


def penalty_error(labs: SimpleNamespace) -> float:
    """How far the contractive gradient is from differences of the mean penalty."""
    params = [p.copy() for p in PARAMS[:2]]
    found = labs.contractive_gradient(IMAGES, *params)
    return slope_error(lambda: float(np.mean(labs.contractive_penalty(IMAGES, *params))), params, found)


def jacobian_error(labs: SimpleNamespace) -> float:
    """How far the penalty is from the squares of differences of the autoencoder's code."""
    layer, total = labs.Autoencoder(*PARAMS), np.zeros(len(IMAGES))
    for pixel in np.eye(5):
        codes = []
        for h in (1e-5, -1e-5):
            layer.forward(IMAGES + h * pixel)
            codes.append(layer.h.copy())
        total += np.sum(((codes[0] - codes[1]) / 2e-5) ** 2, axis=1)
    return float(np.abs(labs.contractive_penalty(IMAGES, *PARAMS[:2]) - total).max())


def code(labs: SimpleNamespace) -> np.ndarray:
    """The code of the text's image."""
    layer = labs.Autoencoder(W, C, np.zeros(3))
    layer.forward(X)
    found: np.ndarray = layer.h
    return found


def deep_error(labs: SimpleNamespace, linear: bool) -> float:
    """How far the gradients of the deep autoencoder that is handed out are from differences of its loss."""
    net = labs.given.DeepAutoencoder((5, 4, 2, 4, 5), np.random.default_rng(1), linear)
    net.params = [p.astype(float) + 0.1 for p in net.params]
    loss = labs.given.half_squares if linear else labs.given.cross_entropy
    found = net.gradients(IMAGES)
    return slope_error(lambda: float(loss(net.decode(net.encode(IMAGES)), IMAGES)[0]), net.params, found)


def cross_entropy_error(labs: SimpleNamespace) -> float:
    """How far dL/dx_hat of the cross entropy is from differences of it."""
    x_hat = 0.1 + 0.8 * TARGETS
    found = labs.given.cross_entropy(x_hat, IMAGES)[1]
    return slope_error(lambda: float(labs.given.cross_entropy(x_hat, IMAGES)[0]), [x_hat], [found])


def erased(labs: SimpleNamespace) -> tuple[bool, bool]:
    """Whether a share of 0.3 erases about that share of 40,000 pixels, and leaves the others as they are.

    The draws are fixed; the share's standard deviation is 0.0023.
    """
    images = np.ones((50, 800), np.float32)
    found = labs.given.erase(images, 0.3, np.random.default_rng(0))
    return abs(float(np.mean(found == 0)) - 0.3) < 0.015, set(np.unique(found)) == {0.0, 1.0}


def number(name: str, compute: Any, expected: Any, **how: Any) -> KnownNumber:
    """A number that was printed to ten digits."""
    return KnownNumber(name, compute, expected, **{"rtol": 1e-9, "atol": 1e-10, **how})


KNOWN = Known(
    numbers=(
        number(
            "errors of four points",
            lambda labs: [labs.linear_autoencoder_error(POINTS + 5, k) for k in range(3)],
            [2.5, 0.5, 0.0],
        ),
        number(
            "error without the mean removed",
            lambda labs: labs.linear_autoencoder_error(POINTS + 5, 0),
            52.5,
            mistake=("linear_autoencoder_error", "mean not removed"),
        ),
        *(
            number(
                f"alternating least squares with {k}",
                lambda labs, k=k: (
                    labs.linear_autoencoder_error(IMAGES + TARGETS**3, k) - alternating(IMAGES + TARGETS**3, k)
                ),
                0,
                atol=1e-7,
            )
            for k in (1, 2)
        ),
        number("code of the text", code, [[0.6524894622, 0.8429045311]]),
        number("penalty of the text", lambda labs: labs.contractive_penalty(X, W, C), [0.1651573542]),
        number(
            "penalty of the summed code",
            lambda labs: labs.contractive_penalty(X, W, C),
            [0.1525],
            rtol=2e-3,
            mistake=("contractive_penalty", "gradient of the summed code"),
        ),
        number("penalty beside differences of the code", jacobian_error, 0, atol=1e-8),
        number("autoencoder's gradients beside differences", autoencoder_error, 0, atol=1e-8),
        number("contractive gradient beside differences", penalty_error, 0, atol=1e-8),
        number("deep autoencoder's gradients beside differences", lambda labs: deep_error(labs, False), 0, atol=1e-8),
        number("linear one's gradients beside differences", lambda labs: deep_error(labs, True), 0, atol=1e-8),
        number("cross entropy's gradient beside differences", cross_entropy_error, 0, atol=1e-7),
        KnownNumber("erased pixels", erased, (True, True)),
    ),
    titles=(
        "A linear autoencoder finds what PCA computes, and gets no further \\(three hundred\\)$",
        "784 pixels through 64 numbers and back: one layer of sigmoids is worse than PCA \\(three hundred\\)$",
        "The code stays still, except along the data \\(three hundred\\)$",
        "A walk in the plane: digits turn into each other \\(three hundred\\)$",
    ),
)
