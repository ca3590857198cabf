"""Handed out with the lab: a network whose arrays have names, how it is trained, and a loss to try an attack on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

#: Makes the images (n, D) to train on of those of a mini-batch and their labels.
Augment = Callable[["Network", np.ndarray, np.ndarray], np.ndarray]


class Network:
    """Fully connected layers with ReLU between them, judged by the cross-entropy of a softmax.

    sizes: units per layer, from the pixels to the classes, as in (784, 128, 10). rng: draws the weights from a normal
    distribution of variance 2 / fan_in; biases start at 0. dtype: of weights and biases.

    params: dict of arrays, "W1" (fan_in, fan_out) and "b1" (fan_out,) for the first layer, then "W2", "b2" and so on.
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, dtype: type = np.float32) -> None:
        self.depth = len(sizes) - 1
        self.params: dict[str, np.ndarray] = {}
        for k in range(1, self.depth + 1):
            spread = np.sqrt(2.0 / sizes[k - 1])
            self.params[f"W{k}"] = rng.normal(0.0, spread, (sizes[k - 1], sizes[k])).astype(dtype)
            self.params[f"b{k}"] = np.zeros(sizes[k], dtype)

    @property
    def layers(self) -> list[list[np.ndarray]]:
        """The arrays as pairs [W, b], from the first layer to the last."""
        return [[self.params[f"W{k}"], self.params[f"b{k}"]] for k in range(1, self.depth + 1)]

    def scores(self, images: np.ndarray) -> np.ndarray:
        """A score per class; (N, D) -> (N, classes)."""
        return self._outputs(images)[-1]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """How likely the network finds each class; (N, D) -> (N, classes)."""
        return np.asarray(np.exp(_log_softmax(self.scores(images))))

    def predict(self, images: np.ndarray) -> np.ndarray:
        """The likeliest class of each image; (N, D) -> (N,) integers."""
        return self.scores(images).argmax(axis=1)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Share of images whose likeliest class is their label."""
        return float(np.mean(self.predict(images) == labels))

    def losses(self, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Cross-entropy of each image; (N,)."""
        return -_log_softmax(self.scores(images))[np.arange(len(images)), labels]

    def grads(self, images: np.ndarray, labels: np.ndarray) -> dict[str, np.ndarray]:
        """Gradient of the mean cross-entropy for each array of `params`, by its name."""
        outputs = self._outputs(images)
        delta = np.exp(_log_softmax(outputs[-1]))
        delta[np.arange(len(labels)), labels] -= 1
        delta /= delta.dtype.type(len(labels))
        found: dict[str, np.ndarray] = {}
        for k in range(self.depth, 0, -1):
            found[f"W{k}"] = outputs[k - 1].T @ delta
            found[f"b{k}"] = delta.sum(axis=0)
            if k > 1:
                delta = np.where(outputs[k - 1] > 0, delta @ self.params[f"W{k}"].T, 0)
        return found

    def _outputs(self, images: np.ndarray) -> list[np.ndarray]:
        """The images, the outputs of all hidden layers, and the scores."""
        outputs = [images]
        for k, (weights, bias) in enumerate(self.layers, start=1):
            reached = outputs[-1] @ weights + bias
            outputs.append(reached if k == self.depth else np.where(reached > 0, reached, 0))
        return outputs


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


class Adam:
    """Adam (Kingma & Ba 2015) for a dict of arrays, which are changed in place."""

    def __init__(self, params: dict[str, np.ndarray], lr: float = 1e-3) -> None:
        self.params, self.lr, self.t = params, lr, 0
        self.mean = {name: np.zeros_like(p) for name, p in params.items()}
        self.square = {name: np.zeros_like(p) for name, p in params.items()}

    def step(self, grads: dict[str, np.ndarray]) -> None:
        """Update every array once."""
        self.t += 1
        rate = self.lr * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        for name, slope in grads.items():
            self.mean[name] += 0.1 * (slope - self.mean[name])
            self.square[name] += 0.001 * (slope * slope - self.square[name])
            self.params[name] -= (rate * self.mean[name] / (np.sqrt(self.square[name]) + 1e-8)).astype(slope.dtype)


def train(
    network: Network,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    epochs: int,
    rng: np.random.Generator,
    batch_size: int = 50,
    augment: Augment | None = None,
) -> None:
    """Train a network in place by Adam, in mini-batches.

    augment: (network, images, labels) -> images; called with every mini-batch before its step.
    """
    optimizer = Adam(network.params)
    for _ in range(epochs):
        order = rng.permutation(len(images))
        for start in range(0, len(images), batch_size):
            rows = order[start : start + batch_size]
            batch = images[rows] if augment is None else augment(network, images[rows], labels[rows])
            optimizer.step(network.grads(batch, labels[rows]))


class Centres:
    """A loss without a network: half the squared distance to the centre of the label's class, measured with weights.

    centres: (classes, D). weights: (D, D), symmetric.
    """

    def __init__(self, centres: np.ndarray, weights: np.ndarray) -> None:
        self.centres, self.weights = centres, weights

    def gradient(self, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Gradient of each image's loss by its own pixels; x (N, D), labels (N,) -> (N, D)."""
        return np.asarray((x - self.centres[labels]) @ self.weights)
