"""Training runs with a progress bar, and their loss curves."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.viz.styles import drawable, panels, styles
from grader.viz.walks import Factory, NotReadyError, advance, attempt, fault, make, tell

Train = Callable[[Any, Any, np.random.Generator], Any]


@dataclass(frozen=True)
class Run:
    """One training run. losses: one per mini-batch. accuracy: on the held-out images at the end, from 0 to 1."""

    losses: np.ndarray
    accuracy: float
    seconds: float


def train_all(
    train: Train,
    optimizers: Mapping[str, Factory],
    *,
    network: Callable[[], Any],
    images: np.ndarray,
    labels: np.ndarray,
    steps: int,
    seed: int = 0,
) -> dict[str, Run]:
    """Train a fresh network with every optimizer, from the same weights and in the same order of images.

    train: (network, optimizer, rng) -> losses, the student's loop. network: makes the network; images (N, D) and
    labels (N,): held out, for the accuracy. steps: updates per run, for the progress bar. What is not ready is told
    in one line and left out.
    """
    bar = progress(steps * len(optimizers))

    def run(label: str, factory: Factory) -> Run:
        model = network()
        watched = _Watched(label, make(label, factory, model.params), model, images, labels, bar)
        bar.set_description_str(label, refresh=False)
        start = time.perf_counter()
        try:
            with np.errstate(all="ignore"):  # a rate that is too high may well diverge: that is to be seen
                losses = np.asarray(train(model, watched, np.random.default_rng(seed)), dtype=float)
        except NotReadyError:
            raise
        except Exception as error:
            raise NotReadyError("train_mnist", fault("it", error)) from error
        if losses.ndim != 1 or losses.size == 0:
            raise NotReadyError(
                "train_mnist", f"it returns losses of shape {losses.shape} instead of one per mini-batch"
            )
        result = Run(losses, watched.accuracy(), time.perf_counter() - start)
        bar.set_postfix_str(f"accuracy {result.accuracy:.1%}")
        return result

    try:
        runs, reasons = attempt(run, optimizers)
        bar.leave = bool(runs)
    finally:
        bar.close()
    tell(reasons, alone=not runs)
    return runs


def loss_curves(runs: Mapping[str, Run], *, title: str, points: int = 36) -> None:
    """Draw the training loss of every run on log axes, with the accuracies in the legend.

    points: means over stretches of mini-batches that grow with the steps, so that the first steps show too.
    """
    if not runs:
        return
    with panels(title, 1, height=4.8) as (_, (ax,)):
        for label, style in styles(runs).items():
            losses = runs[label].losses
            edges = np.unique(np.geomspace(1, len(losses) + 1, points).astype(int)) - 1
            means = drawable(np.add.reduceat(losses, edges[:-1]) / np.diff(edges))
            text = f"{label}: {runs[label].accuracy:.1%} right"
            ax.plot((edges[:-1] + edges[1:] + 1) / 2, means, color=style.color, linestyle=style.line, label=text)
        ax.set(xscale="log", yscale="log", xlabel="mini-batch", ylabel="training loss")


class _Watched:
    """An optimizer that counts its steps on a progress bar, and now and then looks how good the network is."""

    def __init__(
        self, label: str, optimizer: Any, network: Any, images: np.ndarray, labels: np.ndarray, bar: Any
    ) -> None:
        self._label, self._optimizer, self._network = label, optimizer, network
        self._images, self._labels, self._bar = images, labels, bar
        self._next = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._optimizer, name)

    def step(self, grads: Any) -> None:
        advance(self._label, self._optimizer, grads)
        self._bar.update()
        if time.monotonic() > self._next:
            self._next = time.monotonic() + 0.5
            self._bar.set_postfix_str(f"accuracy {self.accuracy(1000):.1%}", refresh=False)

    def accuracy(self, first: int | None = None) -> float:
        return float(np.mean(self._network.predict(self._images[:first]) == self._labels[:first]))


class _Silent:
    """What stands in for the progress bar where tqdm is not installed."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


class _Line:
    """A file for the progress bar whose latest line is one output of the notebook, replaced as it grows."""

    encoding = "utf-8"

    def __init__(self) -> None:
        from IPython import display

        publish: Any = display.display
        self._handle = publish({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        if self._handle and text != "\n":
            self._handle.update({"text/plain": text.strip("\r").rstrip()}, raw=True)

    def flush(self) -> None:
        """Every line is shown at once."""


def progress(total: int) -> Any:
    """A bar over `total` updates: one line of the notebook's output that changes in place, or text elsewhere."""
    try:
        from tqdm import tqdm
    except ImportError:
        return _Silent()
    shell = sys.modules.get("IPython")
    form = "{percentage:3.0f}% |{bar:24}| {remaining} left, {desc}{postfix}"
    file = _Line() if shell and shell.get_ipython() else sys.stdout
    return tqdm(total=total, file=file, bar_format=form, mininterval=0.5)
