"""Networks trained with and without batch normalization: the accuracy, what a unit is fed, and the initial scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.viz.normalization import AFTER, BEFORE, one_thread
from grader.viz.styles import panels
from grader.viz.training import progress
from grader.viz.walks import NotReadyError, fault, tell

Make = Callable[..., Any]
#: The percentiles of a unit's input that the paper shows.
PERCENTILES = (15, 50, 85)
LABELS = {"without": "without", "BatchNorm": "with BatchNorm"}
STYLES = {"without": (BEFORE, "--"), "BatchNorm": (AFTER, "-")}


def with_and_without(
    networks: Mapping[str, Make],
    train: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    *,
    lr: float,
    steps: int = 1500,
    batch_size: int = 60,
    every: int = 25,
) -> None:
    """Figure 1 of Ioffe & Szegedy (2015): accuracy over training, and percentiles of one sigmoid's input.

    networks: {"without": ..., "BatchNorm": ...}, each makes a network of given.py. train, held_out: images, labels.
    """
    images, labels = held_out
    tracks: dict[str, np.ndarray] = {}
    bar = progress(steps * len(networks))
    with one_thread():
        for name, make in networks.items():
            try:
                track = []
                network = _made(name, make)
                for step, _ in enumerate(_trained(name, network, train, lr, steps, batch_size), start=1):
                    bar.update()
                    if step % every == 0:
                        fed = np.percentile(network.activation_inputs(images)[:, 0], PERCENTILES)
                        track.append([step, float(np.mean(network.predict(images) == labels)), *fed])
                tracks[name] = np.array(track)
            except NotReadyError as reason:
                bar.close()
                return tell([reason])
    bar.close()
    with panels("With batch normalization the network is there while the other has hardly begun", 1.2, 1, 1) as (
        _,
        axes,
    ):
        for name, found in tracks.items():
            color, line = STYLES[name]
            axes[0].plot(found[:, 0], 100 * found[:, 1], color=color, linestyle=line, label=LABELS[name])
        axes[0].set(xlabel="mini-batch", ylabel="held-out accuracy in %", ylim=(0, 100))
        for ax, name in zip(axes[1:], networks, strict=True):
            ax.set(title=LABELS[name], xlabel="mini-batch")
            for column, line in zip((2, 3, 4), (":", "-", ":"), strict=True):
                ax.plot(tracks[name][:, 0], tracks[name][:, column], color=STYLES[name][0], linestyle=line)
        ends = [ax.get_ylim() for ax in axes[1:]]
        for ax in axes[1:]:
            ax.set_ylim(min(low for low, _ in ends), max(high for _, high in ends))
        axes[1].set_ylabel("percentiles of a unit's input")
        axes[2].tick_params(labelleft=False)
    return None


def initial_scales(
    networks: Mapping[str, Make],
    train: tuple[np.ndarray, np.ndarray],
    *,
    scales: Sequence[float],
    lr: float,
    steps: int = 100,
    batch_size: int = 100,
) -> None:
    """Accuracy on the training images after a short training, over the standard deviation of the initial weights.

    networks: {"without": ..., "BatchNorm": ...}, each makes a network of given.py for a scale.
    """
    found: dict[str, list[float]] = {}
    bar = progress(len(scales) * len(networks))
    with one_thread():
        for name, make in networks.items():
            try:
                accuracies = []
                for scale in scales:
                    network = _made(name, make, scale)
                    for _ in _trained(name, network, train, lr, steps, batch_size):
                        pass
                    accuracies.append(100 * float(np.mean(network.predict(train[0]) == train[1])))
                    bar.update()
                found[name] = accuracies
            except NotReadyError as reason:
                bar.close()
                return tell([reason])
    bar.close()
    title = f"Batch normalization learns from initial weights of almost any size ({steps} mini-batches each)"
    with panels(title, 1) as (_, (ax,)):
        for name, accuracies in found.items():
            color, line = STYLES[name]
            ax.plot(scales, accuracies, color=color, linestyle=line, marker="o", markersize=4, label=LABELS[name])
        ax.set(xscale="log", xlabel="standard deviation of the initial weights", ylim=(0, 100))
        ax.set_ylabel("training accuracy in %")
    return None


def _made(name: str, make: Make, *args: Any) -> Any:
    try:
        return make(*args)
    except Exception as error:
        raise NotReadyError(name, fault("its __init__", error)) from error


def _trained(
    name: str, network: Any, train: tuple[np.ndarray, np.ndarray], lr: float, steps: int, batch_size: int
) -> Iterator[float]:
    """Train on random mini-batches, the same for every network; yields each loss."""
    rng = np.random.default_rng(1)
    for _ in range(steps):
        batch = rng.integers(0, len(train[0]), batch_size)
        try:
            with np.errstate(all="ignore"):  # weights that are too large may well overflow: that is to be seen
                loss = network.step(train[0][batch], train[1][batch], lr)
        except Exception as error:
            raise NotReadyError(name, fault("its code", error)) from error
        yield loss
