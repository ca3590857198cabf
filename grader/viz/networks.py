"""Small networks on digits with the student's activations between the layers: trained only to be looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.viz.styles import owner, panels, styles
from grader.viz.training import Run, progress
from grader.viz.walks import Factory, NotReadyError, attempt, fault, tell

#: Colour and line of the hidden layers, from the first on.
_LAYERS = (("#332288", "-"), ("#d55e00", "--"), ("#2f9e8f", "-."), ("#5a5a5a", ":"))


class Network:
    """Fully connected layers, an activation of its own behind each but the last, a softmax's cross-entropy behind all.

    sizes: units per layer. factory: makes an activation. gain: the weights are normal with
    variance gain / fan_in, the biases 0. Everything is float32.
    """

    def __init__(self, label: str, sizes: Sequence[int], factory: Factory, *, gain: float, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        self._label = label
        self.weights = [rng.normal(0, np.sqrt(gain / n), (n, m)).astype(np.float32) for n, m in pairwise(sizes)]
        self.biases = [np.zeros(m, np.float32) for m in sizes[1:]]
        self.activations = [self._tried("its __init__", factory) for _ in sizes[1:-1]]

    def scores(self, x: np.ndarray) -> np.ndarray:
        """One number per class; keeps what each layer was fed. x: (N, D)."""
        self.fed = [x]
        for weight, bias, activation in zip(self.weights, self.biases, self.activations, strict=False):
            made = self._tried("its forward", activation.forward, self.fed[-1] @ weight + bias)
            self.fed.append(np.asarray(made, dtype=np.float32))
        return np.asarray(self.fed[-1] @ self.weights[-1] + self.biases[-1])

    def accuracy(self, x: np.ndarray, y: np.ndarray) -> float:
        """The share of images whose likeliest class is their label."""
        return float(np.mean(self.scores(x).argmax(axis=1) == y))

    def descend(self, x: np.ndarray, y: np.ndarray, lr: float) -> float:
        """One step of plain descent on a mini-batch, slopes `alpha` that are learned included; the loss before it."""
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
        """What each activation makes of a dout of ones, after `scores`."""
        ones = [np.ones_like(h) for h in self.fed[1:]]
        pairs = zip(self.activations, ones, strict=True)
        return [np.asarray(self._tried("its backward", layer.backward, dout)) for layer, dout in pairs]

    def _tried(self, where: str, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            raise NotReadyError(owner(self._label), fault(where, error)) from error


def train_digits(
    activations: Mapping[str, Factory], data: Any, *, sizes: Sequence[int], lr: float, steps: int, gain: float = 1.0
) -> dict[str, Run]:
    """Train the same network with each activation, from the same weights, on the same mini-batches of 100 images.

    data: a data set with train_images, train_labels, test_images, test_labels. What is not ready is told in one line
    and left out.
    """
    test = _floats(data.test_images)

    def run(network: Network, descend: Callable[[], float]) -> Run:
        start = time.perf_counter()
        losses = np.array([descend() for _ in range(steps)])
        return Run(losses, network.accuracy(test, data.test_labels), time.perf_counter() - start)

    rates = {label: (factory, lr) for label, factory in activations.items()}
    return _all(run, rates, data, sizes=sizes, steps=steps, gain=gain)


def dead_units(
    activations: Mapping[str, tuple[Factory, float]],
    data: Any,
    *,
    title: str,
    sizes: Sequence[int] = (784, 100, 100, 10),
    steps: int = 300,
    every: int = 10,
) -> None:
    """Draw, over the training, the share of hidden units that no image moves: their slope is 0 on each of 1,000.

    activations: {label: (what makes a layer, learning rate)}. A unit is counted where `backward` of a dout of ones
    is 0 for every image.
    """
    images = _floats(data.train_images[:1000])

    def dead(network: Network) -> float:
        network.scores(images)
        return float(np.mean(np.concatenate([(slope == 0).all(axis=0) for slope in network.slopes()])))

    def run(network: Network, descend: Callable[[], float]) -> list[float]:
        shares = []
        for step in range(steps + 1):
            if step % every == 0:
                shares.append(dead(network))
            if step < steps:
                descend()
        return shares

    found = _all(run, activations, data, sizes=sizes, steps=steps, gain=2.0)
    if not found:
        return
    with panels(title, 1) as (_, (ax,)):
        for label, style in styles(found).items():
            at = every * np.arange(len(found[label]))
            ax.plot(at, 100 * np.array(found[label]), color=style.color, linestyle=style.line, label=label)
        ax.set(xlabel="mini-batch", ylabel="dead hidden units, %", xlim=(0, steps), ylim=(-3, 103))


def learned_slopes(
    factory: Factory, data: Any, *, title: str, sizes: Sequence[int], lr: float, steps: int, label: str = "PReLU"
) -> None:
    """Draw how the one alpha of each hidden layer changes as the network learns.

    factory: makes a layer with an attribute `alpha` of shape (1,).
    """

    def run(network: Network, descend: Callable[[], float]) -> np.ndarray:
        rows = []
        for _ in range(steps):
            rows.append([float(np.ravel(getattr(layer, "alpha", np.nan))[0]) for layer in network.activations])
            descend()
        return np.array(rows)

    found = _all(run, {label: (factory, lr)}, data, sizes=sizes, steps=steps, gain=2.0)
    if not found:
        return
    layers = [f"hidden layer {i}" for i in range(1, len(sizes) - 1)]
    with panels(title, 1) as (_, (ax,)):
        for column, name in enumerate(layers):
            color, line = _LAYERS[column % len(_LAYERS)]
            ax.plot(found[label][:, column], color=color, linestyle=line, label=name)
        for height in (0, 1):
            ax.axhline(height, color="#bbbbbb", linewidth=1)
        ax.set(xlabel="mini-batch", ylabel="alpha, learned", xlim=(0, steps))


def _all(
    run: Callable[[Network, Callable[[], float]], Any],
    activations: Mapping[str, tuple[Factory, float]],
    data: Any,
    *,
    sizes: Sequence[int],
    steps: int,
    gain: float,
) -> dict[str, Any]:
    """`run` of a network with each activation, and of what takes its next step of descent; with a progress bar."""
    images, labels, batch = data.train_images, data.train_labels, 100
    bar = progress(steps * len(activations))

    def trained(label: str, _: Factory) -> Any:
        factory, lr = activations[label]
        network = Network(label, sizes, factory, gain=gain)
        rng = np.random.default_rng(0)
        bar.set_description_str(label, refresh=False)

        def descend() -> float:
            picked = rng.integers(len(images), size=batch)
            bar.update()
            return network.descend(_floats(images[picked]), labels[picked], lr)

        with np.errstate(all="ignore"):  # a rate that is too high may well diverge: that is to be seen
            return run(network, descend)

    try:
        found, reasons = attempt(trained, {label: factory for label, (factory, _) in activations.items()})
        bar.leave = bool(found)
    finally:
        bar.close()
    tell(reasons, alone=not found)
    return found


def _floats(images: np.ndarray) -> np.ndarray:
    return images.astype(np.float32) / np.float32(255)
