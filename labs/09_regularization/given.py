"""Handed out with the lab: a network that takes a dropout layer, its training loop, and three optimizers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np


class Network:
    """Fully connected layers with ReLU between them, judged by the cross-entropy of a softmax.

    sizes: units per layer, from the pixels to the classes, as in (784, 256, 10). rng: draws the weights from a normal
    distribution of variance 2 / fan_in; biases start at 0. dropout: layers with forward and backward, one behind each
    hidden layer, or none. dtype: of weights and biases.

    params: the arrays to train, weights (fan_in, fan_out) and biases (fan_out,) in turns.
    """

    def __init__(
        self, sizes: Sequence[int], rng: np.random.Generator, dropout: Sequence[Any] = (), dtype: type = np.float32
    ) -> None:
        self.dropout = list(dropout)
        self.params: list[np.ndarray] = []
        for fan_in, fan_out in pairwise(sizes):
            self.params.append(rng.normal(0.0, np.sqrt(2.0 / fan_in), (fan_in, fan_out)).astype(dtype))
            self.params.append(np.zeros(fan_out, dtype))

    def loss_and_grads(self, images: np.ndarray, labels: np.ndarray) -> tuple[float, list[np.ndarray]]:
        """Mean cross-entropy of a mini-batch, and its gradient for each array of `params`, in the same order."""
        fed, scores = self._forward(images, training=True)
        log_p = _log_softmax(scores)
        rows = np.arange(len(labels))
        upstream = np.exp(log_p)
        upstream[rows, labels] -= 1
        upstream /= np.asarray(len(labels), upstream.dtype)
        backwards: list[np.ndarray] = []
        for layer in reversed(range(len(fed))):
            backwards += [upstream.sum(axis=0), fed[layer].T @ upstream]
            if layer:
                upstream = upstream @ self.params[2 * layer].T
                if self.dropout:
                    upstream = np.asarray(self.dropout[layer - 1].backward(upstream))
                upstream = upstream * self._on[layer - 1]
        return float(-log_p[rows, labels].mean()), backwards[::-1]

    def loss(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Mean cross-entropy at test."""
        return float(-_log_softmax(self._forward(images, training=False)[1])[np.arange(len(labels)), labels].mean())

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The likeliest class of each image at test; (N, D) -> (N,) integers."""
        return self._forward(images, training=False)[1].argmax(axis=1)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Share of images whose likeliest class is their label."""
        return float(np.mean(self.predict(images) == labels))

    def _forward(self, images: np.ndarray, training: bool) -> tuple[list[np.ndarray], np.ndarray]:
        fed, out = [images], images
        self._on: list[np.ndarray] = []
        for layer, (weights, bias) in enumerate(zip(self.params[::2], self.params[1::2], strict=True)):
            out = fed[-1] @ weights + bias
            if 2 * layer + 2 == len(self.params):
                break
            self._on.append(out > 0)
            out = out * self._on[-1]
            if self.dropout:
                self.dropout[layer].training = training
                out = np.asarray(self.dropout[layer].forward(out))
            fed.append(out)
        return fed, out


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    scores = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)))


class _Stateful:
    """What the three optimizers share.

    params: list of arrays, changed in place. state: list of dicts, one for each array of params: what the optimizer
    remembers of it. Both lists may be replaced between two steps.
    """

    start: tuple[str, ...] = ()

    def __init__(self, params: list[np.ndarray], lr: float, weight_decay: float) -> None:
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay
        self.state: list[dict[str, Any]] = [{"t": 0, **{k: np.zeros_like(p) for k in self.start}} for p in params]

    def step(self, grads: Sequence[np.ndarray]) -> None:
        """Update every array of params once. grads: one array for each of them."""
        if not len(self.params) == len(self.state) == len(grads):
            counts = f"{len(self.params)} arrays, {len(self.state)} states and {len(grads)} gradients"
            raise ValueError(f"params, state and grads have to be of one length; here are {counts}")
        for parameter, slope, memory in zip(self.params, grads, self.state, strict=True):
            memory["t"] += 1
            self._update(parameter, slope, memory)

    def _update(self, parameter: np.ndarray, slope: np.ndarray, memory: dict[str, Any]) -> None:
        raise NotImplementedError


class Momentum(_Stateful):
    """Momentum with an L2 penalty in the gradient, as torch.optim.SGD has both."""

    start = ("velocity",)

    def __init__(
        self, params: list[np.ndarray], lr: float = 0.1, momentum: float = 0.9, weight_decay: float = 0.0
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.momentum = momentum

    def _update(self, parameter: np.ndarray, slope: np.ndarray, memory: dict[str, Any]) -> None:
        pull = slope + self.weight_decay * parameter
        memory["velocity"] = self.momentum * memory["velocity"] + pull
        np.subtract(parameter, self.lr * memory["velocity"], out=parameter)


class Adam(_Stateful):
    """Adam (Kingma & Ba 2015), each array with a count of its own; weight_decay is an L2 penalty in the gradient."""

    start = ("mean", "square")

    def __init__(
        self,
        params: list[np.ndarray],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr, weight_decay)
        self.betas, self.eps = betas, eps

    def _update(self, parameter: np.ndarray, slope: np.ndarray, memory: dict[str, Any]) -> None:
        first, second = self.betas
        pull = slope + self.weight_decay * parameter
        memory["mean"] = first * memory["mean"] + (1 - first) * pull
        memory["square"] = second * memory["square"] + (1 - second) * pull * pull
        mean, square = memory["mean"] / (1 - first ** memory["t"]), memory["square"] / (1 - second ** memory["t"])
        np.subtract(parameter, self.lr * mean / (np.sqrt(square) + self.eps), out=parameter)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

    def _update(self, parameter: np.ndarray, slope: np.ndarray, memory: dict[str, Any]) -> None:
        decay, self.weight_decay = self.weight_decay, 0.0
        np.multiply(parameter, 1 - self.lr * decay, out=parameter)
        super()._update(parameter, slope, memory)
        self.weight_decay = decay


def train(
    network: Network,
    optimizer: Any,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int,
    batch_size: int,
    rng: np.random.Generator,
    augment: Callable[[np.ndarray], np.ndarray] | None = None,
    after_epoch: Callable[[int], object] | None = None,
) -> list[float]:
    """Train a network in mini-batches; gives the mean loss of each epoch.

    augment: makes new images (n, D) of those of a mini-batch. after_epoch: called with the epoch, from 0 on; training
    ends where it returns something true.
    """
    losses = []
    for epoch in range(epochs):
        order, seen = rng.permutation(len(images)), []
        for start in range(0, len(images), batch_size):
            rows = order[start : start + batch_size]
            batch = images[rows] if augment is None else augment(images[rows])
            loss, grads = network.loss_and_grads(batch, labels[rows])
            optimizer.step(grads)
            seen.append(loss)
        losses.append(float(np.mean(seen)))
        if after_epoch is not None and after_epoch(epoch):
            break
    return losses
