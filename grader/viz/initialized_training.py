"""Networks on digits that differ in nothing but their initial weights: trained only to be looked at."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.viz.initialization import Initializer, weights_of
from grader.viz.networks import Network
from grader.viz.normalization import one_thread
from grader.viz.training import Run, progress
from grader.viz.walks import attempt, tell


def train_from(
    initializers: Mapping[str, Initializer],
    data: Any,
    *,
    activation: str,
    sizes: Sequence[int] = (784, 100, 100, 100, 100, 100, 10),
    lr: float = 0.1,
    steps: int = 500,
) -> dict[str, Run]:
    """Train the same network on digits from each initializer, on the same mini-batches of 100 images, by descent.

    activation: "tanh" or "relu". data: a data set with train_images, train_labels, test_images, test_labels. A loss
    above 100 becomes NaN: it would push all others into a corner. What is not ready is told in one line and left out.
    """
    images, labels = data.train_images, data.train_labels
    bar = progress(steps * len(initializers))

    def run(label: str, made: Initializer) -> Run:
        rng, start = np.random.default_rng(0), time.perf_counter()
        network = Network(label, sizes, _LAYERS[activation], gain=1.0)
        network.weights = [weights_of(label, made, shape, rng).astype(np.float32) for shape in pairwise(sizes)]
        bar.set_description_str(label, refresh=False)
        order, losses = np.random.default_rng(1), []
        with (
            one_thread(),
            np.errstate(all="ignore"),
        ):  # weights that are too large may well overflow: that is to be seen
            for _ in range(steps):
                picked = order.integers(len(images), size=100)
                losses.append(network.descend(_floats(images[picked]), labels[picked], lr))
                bar.update()
            return Run(
                np.where(np.array(losses) < 100, losses, np.nan),
                network.accuracy(_floats(data.test_images), data.test_labels),
                time.perf_counter() - start,
            )

    try:
        runs, reasons = attempt(run, initializers)
        bar.leave = bool(runs)
    finally:
        bar.close()
    tell(reasons, alone=not runs)
    return runs


class _Tanh:
    def forward(self, x: np.ndarray) -> np.ndarray:
        self.y = np.asarray(np.tanh(x))
        return self.y

    def backward(self, dout: np.ndarray) -> np.ndarray:
        return np.asarray(dout * (1 - self.y * self.y))


class _ReLU:
    def forward(self, x: np.ndarray) -> np.ndarray:
        self.on = x > 0
        return np.asarray(x * self.on)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        return np.asarray(dout * self.on)


_LAYERS = {"tanh": _Tanh, "relu": _ReLU}


def _floats(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / np.float32(255)
