"""Handed out with the lab: threes against eights, a logistic regression with its gradient, and an optimizer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


class HeavyBall:
    """Momentum as torch has it, the lab before this one asked for it: lr multiplies the velocity afterwards."""

    def __init__(self, params: list[np.ndarray], lr: float = 1e-3, momentum: float = 0.9) -> None:
        self.params, self.lr, self.momentum = params, lr, momentum
        self.gathered: dict[int, np.ndarray] = {}

    def step(self, grads: Sequence[np.ndarray]) -> None:
        """Update every parameter once, in place; grads: one array per parameter."""
        for i, slope in enumerate(grads):
            old = self.gathered.get(i)
            self.gathered[i] = np.array(slope) if old is None else np.add(np.multiply(old, self.momentum), slope)
            np.subtract(self.params[i], np.multiply(self.gathered[i], self.lr), out=self.params[i])


@dataclass(frozen=True)
class Digits:
    """Images of two digits, to train on and held out.

    x, held_out_x: (N, D) pixels from 0 to 1, those that are on in at least one training image.
    y, held_out_y: (N,) labels, +1 for the second digit and -1 for the first.
    pixels: (D,) places of those pixels in an image of 784.
    """

    x: np.ndarray
    y: np.ndarray
    held_out_x: np.ndarray
    held_out_y: np.ndarray
    pixels: np.ndarray


def two_digits(data: Any, first: int = 3, second: int = 8, most: int = 411) -> Digits:
    """Choose the images of two digits from a data set of `grader.datasets`, at most so many of each to train on."""
    chosen = []
    for images, labels, limit in (
        (data.train_images, data.train_labels, most),
        (data.test_images, data.test_labels, None),
    ):
        rows = np.sort(np.concatenate([np.flatnonzero(labels == digit)[:limit] for digit in (first, second)]))
        chosen += [images[rows].reshape(len(rows), -1) / 255.0, np.where(labels[rows] == second, 1.0, -1.0)]
    pixels = np.flatnonzero(chosen[0].any(axis=0))
    return Digits(chosen[0][:, pixels], chosen[1], chosen[2][:, pixels], chosen[3], pixels)


def logistic_loss(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Mean of log(1 + exp(-y x.w)) over the images; x: (N, D), y: (N,) of -1 and 1, weights: (D,)."""
    return float(np.logaddexp(0.0, -y * (x @ weights)).mean())


def logistic_gradient(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gradient of `logistic_loss` by the weights, (D,)."""
    pull = -y / (1.0 + np.exp(np.clip(y * (x @ weights), -500, 500)))
    return np.asarray(pull @ x / len(y))
