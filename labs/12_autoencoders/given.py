"""Handed out with the lab: losses, noise, first weights, an optimizer, and a deep autoencoder with untied weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

Params = list[np.ndarray]


def squared_error(x_hat: np.ndarray, x: np.ndarray) -> float:
    """The measure of this lab: squares summed over the pixels, the mean over the images."""
    return float(np.mean(np.sum((np.asarray(x_hat, float) - x) ** 2, axis=1)))


def half_squares(x_hat: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Half the squared error as a loss, and dL/dx_hat, which holds the 1/N of the mean."""
    off = x_hat - x
    return float(np.sum(off**2) / (2 * len(x))), off / x.dtype.type(len(x))


def cross_entropy(x_hat: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Cross entropy of pixels from 0 to 1, summed over the pixels, mean over the images, and dL/dx_hat.

    x_hat is kept 1e-6 away from 0 and 1, so that no logarithm and no quotient is infinite.
    """
    x_hat = np.clip(x_hat, 1e-6, 1 - 1e-6)
    loss = -np.sum(x * np.log(x_hat) + (1 - x) * np.log(1 - x_hat)) / len(x)
    return float(loss), (x_hat - x) / (x_hat * (1 - x_hat)) / x.dtype.type(len(x))


def erase(images: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """A copy in which this share of the pixels, drawn anew for every image, is 0."""
    return images * (rng.random(images.shape, dtype=np.float32) >= share)


def first_weights(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Glorot's uniform weights, (fan_in, fan_out), float32."""
    limit = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32)


def first_parameters(images: np.ndarray, units: int, rng: np.random.Generator) -> Params:
    """W, c and b of an autoencoder before training; b is the logit of each pixel's mean, the others as usual."""
    share = images.mean(axis=0).clip(0.01, 0.99)
    return [first_weights(rng, images.shape[1], units), np.zeros(units, np.float32), np.log(share / (1 - share))]


class Adam:
    """Adam of Lab 6 with its usual betas and eps; changes the parameters in place."""

    def __init__(self, params: Params, lr: float) -> None:
        self.params, self.lr, self.t = params, lr, 0
        self.m, self.v = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]

    def step(self, grads: Sequence[np.ndarray]) -> None:
        """Update every parameter once."""
        self.t += 1
        rate = np.float32(self.lr * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t))
        for p, grad, m, v in zip(self.params, grads, self.m, self.v):
            m *= np.float32(0.9)
            m += np.float32(0.1) * grad
            v *= np.float32(0.999)
            v += np.float32(0.001) * grad * grad
            p -= rate * m / (np.sqrt(v) + np.float32(1e-8))


def train(
    images: np.ndarray,
    params: Params,
    gradients: Callable[[np.ndarray], Sequence[np.ndarray]],
    *,
    lr: float,
    epochs: int,
    rng: np.random.Generator,
    batch_size: int = 50,
) -> Iterator[int]:
    """Train parameters in place on shuffled mini-batches, and yield the number of every epoch when it is over.

    gradients: of the loss on a batch of images, one array per parameter.
    """
    optimizer = Adam(params, lr)
    for epoch in range(1, epochs + 1):
        shuffled = rng.permutation(len(images))
        for first in range(0, len(images), batch_size):
            optimizer.step(gradients(images[shuffled[first : first + batch_size]]))
        yield epoch


class DeepAutoencoder:
    """Affine layers with matrices of their own, from the pixels to the narrowest layer and back to the pixels.

    Behind each layer but the code's and the last one is a ReLU, behind the last one a sigmoid. linear: none of these.
    sizes: units per layer, (784, 128, 2, 128, 784) for example. params: weights and biases in turn.
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, linear: bool = False) -> None:
        self.linear, self.narrow = linear, int(np.argmin(sizes))
        self.params: Params = []
        for fan_in, fan_out in pairwise(sizes):
            self.params += [first_weights(rng, fan_in, fan_out), np.zeros(fan_out, np.float32)]

    def _through(self, values: np.ndarray, first: int, last: int) -> np.ndarray:
        """Pass values through the layers from `first` up to, not including, `last`; keep what each one was fed."""
        for i in range(first, last):
            self.fed[i] = values
            values = values @ self.params[2 * i] + self.params[2 * i + 1]
            if not self.linear and i + 1 == len(self.params) // 2:
                values = 1 / (1 + np.exp(-values.clip(-60, 60)))
            elif not self.linear and i + 1 != self.narrow:
                values = np.maximum(values, 0)
        return values

    def encode(self, x: np.ndarray) -> np.ndarray:
        """The code, (N, units of the narrowest layer)."""
        self.fed: dict[int, np.ndarray] = {}
        return self._through(x, 0, self.narrow)

    def decode(self, code: np.ndarray) -> np.ndarray:
        """Images from a code."""
        return self._through(code, self.narrow, len(self.params) // 2)

    def gradients(self, x: np.ndarray) -> Params:
        """Gradients of the loss on a batch, one per parameter: half the squares if linear, else cross entropy."""
        x_hat = self.decode(self.encode(x))
        # The sigmoid of the output and the cross entropy together have the derivative of the half squares.
        _, upstream = half_squares(x_hat, x)
        found: Params = []
        for i in reversed(range(len(self.params) // 2)):
            found = [self.fed[i].T @ upstream, upstream.sum(axis=0), *found]
            if i:
                upstream = upstream @ self.params[2 * i].T
                if not self.linear and i != self.narrow:
                    upstream = upstream * (self.fed[i] > 0)
        return found
