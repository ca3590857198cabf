"""Handed out with the lab: the network and the optimizers of the lab on optimizers, and a loop that trains."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np


class Network:
    """Fully connected layers with ReLU between them, judged by the cross-entropy of a softmax.

    sizes: units per layer, from the pixels to the classes, as in (784, 128, 10). rng: draws the weights from a normal
    distribution of variance 2 / fan_in (He et al. 2015); biases start at 0. dtype: of weights, biases and gradients.

    params: the arrays to train, weights (fan_in, fan_out) and biases (fan_out,) in turns. An optimizer that changes
    them in place changes the network.
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, dtype: type = np.float32) -> None:
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


class Momentum:
    """Momentum as torch has it: a velocity that adds up gradients, the rate outside of it."""

    def __init__(self, params: list[np.ndarray], lr: float = 1e-3, momentum: float = 0.9) -> None:
        self.params, self.lr, self.momentum = params, lr, momentum
        self.velocity = [np.zeros_like(p) for p in params]

    def step(self, grads: list[np.ndarray]) -> None:
        """Update every parameter once, in place; grads: one array per parameter."""
        for p, g, v in zip(self.params, grads, self.velocity, strict=True):
            v *= self.momentum
            v += g
            p -= self.lr * v


class Adam:
    """Adam, Algorithm 1 of Kingma & Ba (2015)."""

    def __init__(
        self,
        params: list[np.ndarray],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        self.params, self.lr, self.betas, self.eps = params, lr, betas, eps
        self.t = 0
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in params]

    def step(self, grads: list[np.ndarray]) -> None:
        """Update every parameter once, in place; grads: one array per parameter."""
        self.t += 1
        first, second = (1 - beta**self.t for beta in self.betas)
        for p, g, (m, v) in zip(self.params, grads, self.moments, strict=True):
            m += (1 - self.betas[0]) * (g - m)
            v += (1 - self.betas[1]) * (g * g - v)
            p -= self.lr * (m / first) / (np.sqrt(v / second) + self.eps)


def train(
    network: Network,
    optimizer: object,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    batch_size: int,
    rng: np.random.Generator,
) -> list[float]:
    """Train for one epoch; the losses, one per mini-batch. optimizer: has a method step(grads)."""
    losses = []
    shuffled = rng.permutation(len(images))
    for first in range(0, len(images), batch_size):
        chosen = shuffled[first : first + batch_size]
        loss, grads = network.loss_and_grads(images[chosen], labels[chosen])
        optimizer.step(grads)  # type: ignore[attr-defined]
        losses.append(loss)
    return losses
