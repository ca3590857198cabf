"""Handed out with the lab: a small data set, a machine's parameters, and the loop that trains one on images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass
class Machine:
    """The parameters of a restricted Boltzmann machine.

    W: (D, F) weights. b: (D,) visible biases. a: (F,) hidden biases.
    """

    W: np.ndarray
    b: np.ndarray
    a: np.ndarray

    @property
    def params(self) -> Arrays:
        """W, b and a, in the order in which every function of this lab takes them."""
        return self.W, self.b, self.a

    def copy(self) -> Machine:
        """A machine of its own with the same numbers."""
        return Machine(self.W.copy(), self.b.copy(), self.a.copy())


def new_machine(visible: int, hidden: int, rng: np.random.Generator, scale: float, dtype: type = float) -> Machine:
    """Draw the weights from a normal distribution of this standard deviation; biases are 0."""
    W = scale * rng.standard_normal((visible, hidden))
    return Machine(W.astype(dtype), np.zeros(visible, dtype), np.zeros(hidden, dtype))


def bars_and_stripes(side: int = 3) -> np.ndarray:
    """All images of full rows alone or full columns alone, one per row, each once; (14, 9) for a side of 3."""
    patterns = set()
    for bits in product((0.0, 1.0), repeat=side):
        image = np.tile(bits, (side, 1))
        patterns |= {tuple(image.ravel()), tuple(image.T.ravel())}
    return np.array(sorted(patterns))


def train(
    images: np.ndarray,
    machine: Machine,
    direction: Callable[..., Arrays],
    *,
    lr: float,
    epochs: int,
    rng: np.random.Generator,
    k: int = 1,
    batch_size: int = 50,
) -> Iterator[Machine]:
    """Train a machine in place along a direction that is added, and yield it after every epoch.

    images: (N, D) of 0 and 1. direction: (V0, W, b, a, u_h, u_v) -> three arrays, as contrastive_divergence gives them.
    Momentum is 0.5 in the first five epochs and 0.8 from then on, after Hinton's guide of 2010.
    """
    velocities = [np.zeros_like(p) for p in machine.params]
    dtype = machine.W.dtype.type
    visible, hidden = machine.W.shape
    for epoch in range(epochs):
        momentum = dtype(0.5 if epoch < 5 else 0.8)
        shuffled = rng.permutation(len(images))
        for first in range(0, len(images), batch_size):
            batch = images[shuffled[first : first + batch_size]]
            uniforms = (rng.random((k, len(batch), units), dtype=dtype) for units in (hidden, visible))
            found = direction(batch, *machine.params, *uniforms)
            for p, velocity, step in zip(machine.params, velocities, found):
                velocity *= momentum
                velocity += dtype(lr) * step
                p += velocity
        yield machine
