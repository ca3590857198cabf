"""Known numbers of 05_batchnorm: one small batch, and identities that hold for every batch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.course.oracles import TorchBatchNorm
from tests.labs.labs import Known, KnownNumber

X = np.array([[1.0, 2.0], [3.0, 5.0], [8.0, -1.0]])
ONE, ZERO = np.ones(2), np.zeros(2)
CORRECTIONS = {0.9: (10, 5.2632, 1.5353, 1.0000), 0.99: (100, 50.2513, 10.4583, 1.5774)}


def corrections(labs: SimpleNamespace) -> np.ndarray:
    """By how much correct=True enlarges the average after 1, 2, 10 and 100 values, for each decay."""
    average = labs.exponential_average
    ratios = [average(np.ones(100), d, correct=True) / average(np.ones(100), d) for d in CORRECTIONS]
    return np.array(ratios)[:, [0, 1, 9, 99]]


def backward_identities(labs: SimpleNamespace) -> tuple[Any, ...]:
    """(sums of dx over a channel, dbeta - sums of dout, what eps leaves of the sums of x_hat dx): all zero."""
    rng = np.random.default_rng(0)
    x, dout, gamma, eps = rng.normal(size=(5, 3, 2, 2)), rng.normal(size=(5, 3, 2, 2)), rng.uniform(0.5, 2, 3), 0.1
    dx, dgamma, dbeta = labs.batchnorm_backward(dout, x, gamma, eps)
    axes = (0, 2, 3)
    total = x.var(axis=axes, keepdims=True) + eps
    x_hat = (x - x.mean(axis=axes, keepdims=True)) / np.sqrt(total)
    left = (x_hat * dx).sum(axis=axes) - gamma * dgamma / np.sqrt(total.ravel()) * eps / total.ravel()
    return dx.sum(axis=axes), dbeta - dout.sum(axis=axes), left


def whitened(labs: SimpleNamespace) -> tuple[Any, ...]:
    """(means, covariance, asymmetry of the matrix, whether a turned result lies farther from the inputs)."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + 5
    white, p = labs.zca_whiten(x)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    centred = x - x.mean(axis=0)
    nearest = np.sum((white - centred) ** 2) < np.sum((white @ turn - centred) ** 2)
    return white.mean(axis=0), white.T @ white / 50, p - p.T, bool(nearest)


def folded_minus_layer(labs: SimpleNamespace) -> np.ndarray:
    rng = np.random.default_rng(2)
    batches = rng.normal(size=(6, 4, 3))
    gamma, beta, x = rng.uniform(0.5, 2, 3), rng.normal(size=3), rng.normal(size=(5, 3))
    a, c = labs.fold_batchnorm(batches.mean(axis=1), batches.var(axis=1), 4, gamma, beta)
    mean, var = batches.mean(axis=(0, 1)), batches.var(axis=1, ddof=1).mean(axis=0)
    return a * x + c - labs.batchnorm_inference(x, gamma, beta, mean, var)


def torchs_layer(labs: SimpleNamespace) -> tuple[Any, ...]:
    """Of the oracle, not a solution: (output at test before any batch, running statistics after one)."""
    layer = TorchBatchNorm(ONE, ZERO)
    layer.training = False
    start = layer.forward(X)
    layer.training = True
    layer.forward(X)
    return start, layer.running_mean, layer.running_var


def layernorm_of_one_sample_and_of_many(labs: SimpleNamespace) -> tuple[Any, Any]:
    """(how a sample's output differs when others stand beside it, sums of dx over its features): all zero."""
    rng = np.random.default_rng(3)
    x, gamma, beta = rng.normal(size=(4, 2, 5)), rng.normal(size=5), rng.normal(size=5)
    forward = labs.layernorm_forward
    dx, _, _ = labs.layernorm_backward(rng.normal(size=x.shape), x, gamma)
    return forward(x, gamma, beta)[1:2] - forward(x[1:2], gamma, beta), dx.sum(axis=-1)


KNOWN = Known(
    numbers=(
        KnownNumber(
            "forward of the known batch",
            lambda labs: labs.batchnorm_forward(X, ONE, ZERO),
            (
                [[-1.0190487428, 0], [-0.3396829143, 1.2247438508], [1.3587316571, -1.2247438508]],
                [4, 2],
                [8.6666666667, 6],
            ),
            atol=1e-10,
        ),
        KnownNumber(
            "running statistics after the known batch",
            lambda labs: labs.update_running_statistics(ZERO, ONE, X),
            ([0.4, 0.2], [2.2, 1.8]),
            atol=1e-9,
        ),
        KnownNumber(
            "a single sample is normalized away",
            lambda labs: labs.batchnorm_forward(np.array([[7.0, 1e3]]), ONE, np.array([0.5, -3.0]))[0],
            [[0.5, -3.0]],
            atol=1e-9,
        ),
        KnownNumber("identities of the backward pass", backward_identities, (np.zeros(3),) * 3, atol=1e-12),
        KnownNumber("corrections of an average", corrections, list(CORRECTIONS.values()), atol=5e-5),
        KnownNumber("whitened inputs", whitened, (np.zeros(3), np.eye(3), np.zeros((3, 3)), True), atol=1e-9),
        KnownNumber("folded layer against the layer", folded_minus_layer, np.zeros((5, 3)), atol=1e-9),
        KnownNumber("torch's layer", torchs_layer, (X / np.sqrt(1 + 1e-5), [0.4, 0.2], [2.2, 1.8]), atol=1e-9),
        KnownNumber(
            "layernorm looks at one sample alone",
            layernorm_of_one_sample_and_of_many,
            (np.zeros((1, 2, 5)), np.zeros((4, 2))),
            atol=1e-12,
        ),
    ),
    titles=(
        r"dx against slopes measured on your own forward: at most \de-(09|1\d) apart",
        r"At test batch normalization is a straight line: at most \de-1\d apart",
    ),
    shorter={"lr=0.5,": "lr=0.5,\n    steps=50,", "0, -4, 16": "0, -4, 3", "images_seen=4000": "images_seen=400"},
    said_by_stubs=(
        "zca_whiten and batchnorm_forward are not ready yet: their code raises NotImplementedError; "
        "this plot comes alive once check is content with them.",
    ),
)
