"""A small network on digits with the student's activations between its layers, for pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.viz.readiness import Factory, NotReadyError, fault
from grader.viz.styles import owner


class Network:
    """Fully connected layers, an activation of its own behind each but the last, a softmax's cross-entropy behind all.

    The weights are normal, the biases 0. Everything is float32.

    label: of the picture, which starts with the activation's exercise
    sizes: units per layer
    factory: makes an activation
    gain: the variance of the weights is gain / fan_in
    seed: of the weights
    """

    def __init__(self, label: str, sizes: Sequence[int], factory: Factory, *, gain: float, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self._label = label
        self.weights = [rng.normal(0, np.sqrt(gain / n), (n, m)).astype(np.float32) for n, m in pairwise(sizes)]
        self.biases = [np.zeros(m, np.float32) for m in sizes[1:]]
        self.activations = [self._tried("its __init__", factory) for _ in sizes[1:-1]]

    def scores(self, x: np.ndarray) -> np.ndarray:
        """Compute one number per class; stores the input of each layer. x: (N, D)."""
        self.fed = [x]
        for weight, bias, activation in zip(self.weights, self.biases, self.activations, strict=False):
            made = self._tried("its forward", activation.forward, self.fed[-1] @ weight + bias)
            self.fed.append(np.asarray(made, dtype=np.float32))
        return np.asarray(self.fed[-1] @ self.weights[-1] + self.biases[-1])

    def accuracy(self, x: np.ndarray, y: np.ndarray) -> float:
        """Compute the share of images whose likeliest class is their label."""
        return float(np.mean(self.scores(x).argmax(axis=1) == y))

    def descend(self, x: np.ndarray, y: np.ndarray, lr: float) -> float:
        """Take one step of plain descent on a mini-batch, slopes `alpha` included; returns the loss before it."""
        scores = self.scores(x)
        scores = scores - scores.max(axis=1, keepdims=True)
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        rows = np.arange(len(y))
        upstream = np.exp(log_p)
        upstream[rows, y] -= 1
        upstream /= np.float32(len(y))
        for i in reversed(range(len(self.weights))):
            below = upstream @ self.weights[i].T
            self.weights[i] -= np.float32(lr) * (self.fed[i].T @ upstream)
            self.biases[i] -= np.float32(lr) * upstream.sum(axis=0)
            if i:
                activation = self.activations[i - 1]
                upstream = np.asarray(self._tried("its backward", activation.backward, below), dtype=np.float32)
                if getattr(activation, "dalpha", None) is not None:
                    activation.alpha -= lr * np.asarray(activation.dalpha)
        return float(-log_p[rows, y].mean())

    def slopes(self) -> list[np.ndarray]:
        """Compute what each activation's `backward` returns for a dout of ones; after `scores`."""
        ones = [np.ones_like(h) for h in self.fed[1:]]
        pairs = zip(self.activations, ones, strict=True)
        return [np.asarray(self._tried("its backward", layer.backward, dout)) for layer, dout in pairs]

    def _tried(self, where: str, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            raise NotReadyError(owner(self._label), fault(where, error)) from error


def floats(images: np.ndarray) -> np.ndarray:
    """Scale images of bytes to float32 from 0 to 1."""
    return images.astype(np.float32) / np.float32(255)
