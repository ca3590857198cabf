"""Handed out with the lab: a network that knows its gradients, and an optimizer that is nobody's exercise."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np


class Network:
    """Fully connected layers with ReLU between them, judged by the cross-entropy of a softmax.

    sizes: units per layer, from the pixels to the classes, as in (784, 100, 10). rng: draws the weights from a normal
    distribution of variance 2 / fan_in (He et al. 2015); biases start at 0. dtype: of weights, biases and gradients.

    params: the arrays to train, weights (fan_in, fan_out) and biases (fan_out,) in turns. An optimizer that changes
    them in place changes the network.
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, dtype: type = np.float64) -> None:
        self.params: list[np.ndarray] = []
        for fan_in, fan_out in pairwise(sizes):
            self.params.append(rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)).astype(dtype))
            self.params.append(np.zeros(fan_out, dtype))

    def loss_and_grads(self, x: np.ndarray, y: np.ndarray) -> tuple[float, list[np.ndarray]]:
        """Mean cross-entropy of a mini-batch, and its gradient for each array of `params`, in the same order.

        x: (N, D) images in [0, 1]; y: (N,) integer labels. Nothing is changed.
        """
        inputs, scores = self._forward(x)
        scores = scores - scores.max(axis=1, keepdims=True)
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        rows = np.arange(len(y))
        upstream = np.exp(log_p)
        upstream[rows, y] -= 1.0
        upstream /= len(y)
        reversed_grads: list[np.ndarray] = []
        for layer in reversed(range(len(inputs))):
            reversed_grads += [upstream.sum(axis=0), inputs[layer].T @ upstream]
            if layer:
                upstream = np.where(inputs[layer] > 0, upstream @ self.params[2 * layer].T, 0)
        return float(-log_p[rows, y].mean()), reversed_grads[::-1]

    def predict(self, x: np.ndarray) -> np.ndarray:
        """The likeliest class of each image; x: (N, D) -> (N,) integers."""
        return self._forward(x)[1].argmax(axis=1)

    def _forward(self, x: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
        """What each layer is fed, and the scores of the classes."""
        inputs, out = [], x
        for weights, bias in zip(self.params[::2], self.params[1::2], strict=True):
            inputs.append(np.maximum(out, 0) if inputs else out)
            out = inputs[-1] @ weights + bias
        return inputs, out


class SignDescent:
    """signSGD (Bernstein et al. 2018): every parameter moves by lr against the sign of its gradient."""

    def __init__(self, params: list[np.ndarray], lr: float = 1e-3) -> None:
        self.params, self.lr = params, lr

    def step(self, grads: list[np.ndarray]) -> None:
        """Update every parameter once, in place; grads: one array per parameter."""
        for parameter, slope in zip(self.params, grads, strict=True):
            np.subtract(parameter, self.lr * np.sign(slope), out=parameter)
