"""Handed out with the lab: a network with room for a normalization layer before every activation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np


class Network:
    """Fully connected layers, judged by the cross-entropy of a softmax; trained by plain descent.

    sizes: units per layer, from the pixels to the classes, as in (784, 100, 100, 10). rng: draws the weights from a
    normal distribution of standard deviation `std`; biases start at 0. activation: "sigmoid" or "relu".
    norm: makes a layer like BatchNorm of gamma (ones) and beta (zeros), one for each hidden layer; it stands between
    the affine map and the activation. Everything is of the dtype given.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        rng: np.random.Generator,
        *,
        std: float,
        activation: str = "sigmoid",
        norm: Callable[[np.ndarray, np.ndarray], Any] | None = None,
        dtype: type = np.float32,
    ) -> None:
        self.weights = [rng.normal(0.0, std, shape).astype(dtype) for shape in pairwise(sizes)]
        self.biases = [np.zeros(units, dtype) for units in sizes[1:]]
        self.norms = [norm(np.ones(n, dtype), np.zeros(n, dtype)) for n in sizes[1:-1]] if norm else []
        self.activation = activation

    def step(self, x: np.ndarray, y: np.ndarray, lr: float) -> float:
        """Train on one mini-batch: every parameter moves by lr against its gradient. Returns the loss before.

        x: (N, D) images in [0, 1]; y: (N,) integer labels.
        """
        outputs, scores, _ = self._forward(x, training=True)
        scores = scores - scores.max(axis=1, keepdims=True)
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        rows = np.arange(len(y))
        upstream = np.exp(log_p)
        upstream[rows, y] -= 1.0
        upstream /= len(y)
        for layer in reversed(range(len(self.weights))):
            if layer < len(self.weights) - 1:
                out = outputs[layer + 1]
                upstream = upstream * (out * (1 - out) if self.activation == "sigmoid" else out > 0)
                if self.norms:
                    norm = self.norms[layer]
                    upstream = norm.backward(upstream)
                    _move(norm.gamma, norm.dgamma, lr)
                    _move(norm.beta, norm.dbeta, lr)
            below = upstream @ self.weights[layer].T
            _move(self.weights[layer], outputs[layer].T @ upstream, lr)
            _move(self.biases[layer], upstream.sum(axis=0), lr)
            upstream = below
        return float(-log_p[rows, y].mean())

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The likeliest class of each image, with `training` off; x: (N, D) -> (N,) integers."""
        return self._forward(x, training=False)[1].argmax(axis=1)

    def activation_inputs(self, x: np.ndarray) -> np.ndarray:
        """What the last hidden layer's activation is fed, with `training` off: (N, units)."""
        return self._forward(x, training=False)[2]

    def _forward(self, x: np.ndarray, training: bool) -> Any:
        """Every layer's input, the scores of the classes, and the last activation's input."""
        outputs, fed = [x], x
        for layer, (weights, bias) in enumerate(zip(self.weights[:-1], self.biases[:-1])):
            fed = outputs[-1] @ weights + bias
            if self.norms:
                self.norms[layer].training = training
                fed = self.norms[layer].forward(fed)
            if self.activation == "sigmoid":
                outputs.append(1 / (1 + np.exp(-np.clip(fed, -60, 60))))
            else:
                outputs.append(np.maximum(fed, 0))
        return outputs, outputs[-1] @ self.weights[-1] + self.biases[-1], fed


def _move(parameter: np.ndarray, slope: np.ndarray, lr: float) -> None:
    np.subtract(parameter, lr * slope, out=parameter)
