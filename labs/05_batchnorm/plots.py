"""Handed out with the lab: pictures of normalization, and of networks trained with it and without.

Every function takes functions of the student's; where one is not ready, a line says so in place of a picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.viz import NotReadyError, asked, fault, one_thread, panels, progress, report_not_ready

Function = Callable[..., Any]
Shape = tuple[int, ...]

BEFORE, AFTER, THIRD = "#5a5a5a", "#d55e00", "#0072b2"


def whitened_cloud(whiten: Function, *, points: int = 400, seed: int = 0) -> None:
    """A cloud of correlated points, the same cloud standardised, and whitened; colours follow the points."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(points, 2)) @ np.array([[2.0, 1.2], [0.0, 0.6]]) + np.array([3.0, 1.0])
    try:
        whitened, _ = asked("zca_whiten", whiten, x, shapes=[x.shape, (2, 2)])
    except NotReadyError as reason:
        return report_not_ready([reason])
    hue = np.argsort(np.argsort(x[:, 0]))
    clouds = {"as it comes": x, "standardised": (x - x.mean(0)) / x.std(0), "whitened": whitened}
    title = "Whitening centres the cloud, makes it round, and moves no point further than it must"
    with panels(title, 1, 1, 1, height=2.9) as (_, axes):
        for ax, (label, cloud) in zip(axes, clouds.items(), strict=True):
            with np.errstate(all="ignore"):
                correlation = float(np.corrcoef(cloud.T)[0, 1])
            ax.scatter(cloud[:, 0], cloud[:, 1], c=hue, s=7, cmap="viridis")
            ax.axhline(0, color="black", linewidth=0.6)
            ax.axvline(0, color="black", linewidth=0.6)
            ax.set(title=f"{label}: correlation {abs(correlation):.2f}", xlabel="first input", aspect="equal")
            ax.set(xlim=(-6, 9), ylim=(-4.5, 6))
        axes[0].set_ylabel("second input")
    return None


def costs(
    functions: Mapping[str, Function], *, rows: int = 256, sides: Sequence[int] = (32, 64, 128, 256, 512)
) -> None:
    """Milliseconds that each function of a batch (rows, D) takes, for growing D; the best of five calls."""
    rng = np.random.default_rng(0)
    found: dict[str, list[float]] = {}
    reasons = []
    for label, function in functions.items():
        try:
            with one_thread():
                found[label] = [_best(label, function, rng.normal(size=(rows, side))) for side in sides]
        except NotReadyError as reason:
            reasons.append(reason)
    report_not_ready(reasons, alone=not found)
    if not found:
        return
    with panels("The price of whitening grows much faster than that of normalizing each channel", 1) as (_, (ax,)):
        for (label, times), color, line in zip(found.items(), (BEFORE, AFTER, THIRD), ("-", "--", ":"), strict=False):
            ax.plot(sides, times, color=color, linestyle=line, marker="o", markersize=4, label=label)
        ax.set(xscale="log", yscale="log", xlabel="channels D", ylabel=f"ms per batch of {rows}")
        ax.set_xticks(list(sides), [str(side) for side in sides], minor=False)
        ax.minorticks_off()


def _best(label: str, function: Function, x: np.ndarray) -> float:
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        try:
            function(x)
        except Exception as error:
            raise NotReadyError(label, fault("its code", error)) from error
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken)


def against_slopes(
    names: tuple[str, str], forward: Function, backward: Function, *, shape: tuple[int, int] = (6, 5), h: float = 1e-5
) -> None:
    """The student's dx against slopes measured on the student's own forward, element by element.

    forward: (x, gamma, beta) -> y. backward: (dout, x, gamma) -> (dx, dgamma, dbeta). names: of the two exercises.
    """
    rng = np.random.default_rng(3)
    x, dout = rng.normal(size=shape), rng.normal(size=shape)
    gamma, beta = rng.uniform(0.5, 1.5, shape[1]), rng.normal(size=shape[1])
    measured = np.zeros(shape)
    try:
        for place in np.ndindex(*shape):
            ends = []
            for sign in (1, -1):
                moved = x.copy()
                moved[place] += sign * h
                ends.append(asked(names[0], forward, moved, gamma, beta, shapes=[shape])[0])
            measured[place] = np.sum(dout * (ends[0] - ends[1])) / (2 * h)
        each = (shape[1],)
        dx, _, _ = asked(names[1], backward, dout, x, gamma, shapes=[shape, each, each])
    except NotReadyError as reason:
        return report_not_ready([reason])
    off = float(np.max(np.abs(dx - measured)))
    with panels(f"dx against slopes measured on your own forward: at most {off:.0e} apart", 1) as (_, (ax,)):
        limit = 1.1 * float(np.max(np.abs(measured)))
        ax.plot([-limit, limit], [-limit, limit], color=BEFORE, linewidth=1, label="equal")
        ax.plot(measured.ravel(), dx.ravel(), "o", color=AFTER, label="one element of x")
        ax.set(xlabel="measured slope of the loss", ylabel="your dx", xlim=(-limit, limit))
    return None


def memories(average: Function, *, decays: Sequence[float] = (0.5, 0.9, 0.99), steps: int = 120) -> None:
    """Moving averages of a noisy series whose level jumps half-way. average: (values, decay) -> averages."""
    rng = np.random.default_rng(1)
    series = np.where(np.arange(steps) < steps // 2, 2.0, 3.5) + 0.5 * rng.normal(size=steps)
    try:
        lines = [asked("exponential_average", average, series, decay, shapes=[(steps,)])[0] for decay in decays]
    except NotReadyError as reason:
        return report_not_ready([reason])
    with panels("A longer memory is calmer, and later to notice a change", 1) as (_, (ax,)):
        ax.plot(np.arange(1, steps + 1), series, ".", color="#bbbbbb", label="what is averaged")
        for line, decay, color, dash in zip(lines, decays, (BEFORE, AFTER, THIRD), (":", "-", "--"), strict=False):
            ax.plot(np.arange(1, steps + 1), line, color=color, linestyle=dash, label=f"decay {decay:g}")
        ax.set(xlabel="time t", ylabel="value", ylim=(0, None))
    return None


def running(update: Function, *, momenta: Sequence[float] = (0.5, 0.1, 0.02), batches: int = 80, size: int = 8) -> None:
    """Running mean and variance of one channel over batches of `size`. update: (mean, var, x, momentum) -> both."""
    rng = np.random.default_rng(2)
    drawn = 1.5 + 2.0 * rng.normal(size=(batches, size, 1))
    tracks: dict[float, np.ndarray] = {}
    try:
        for momentum in momenta:
            mean, var = np.zeros(1), np.ones(1)
            track = [(0.0, 1.0)]
            for x in drawn:
                args = mean, var, x, momentum
                mean, var = asked("update_running_statistics", update, *args, shapes=[(1,), (1,)])
                track.append((float(mean[0]), float(var[0])))
            tracks[momentum] = np.array(track)
    except NotReadyError as reason:
        return report_not_ready([reason])
    with panels("A small momentum is slow to arrive, a large one never comes to rest", 1, 1) as (_, axes):
        for ax, column, truth, label in zip(
            axes, (0, 1), (1.5, 4.0), ("running mean", "running variance"), strict=True
        ):
            ax.axhline(truth, color="black", linewidth=0.8, label="of all the data")
            for momentum, color, line in zip(momenta, (BEFORE, AFTER, THIRD), (":", "-", "--"), strict=False):
                ax.plot(tracks[momentum][:, column], color=color, linestyle=line, label=f"momentum {momentum:g}")
            ax.set(xlabel=f"batches of {size} seen", ylabel=label)
    return None


def one_among_many(forward: Function, inference: Function, *, size: int = 8, batches: int = 40) -> None:
    """One sample's y in many batches, in training and at test. forward: x -> y; inference: (x, mean, var) -> y."""
    rng = np.random.default_rng(4)
    sample = np.array([[1.0]])
    try:
        outputs: list[list[float]] = [[], []]
        for _ in range(batches):
            x = np.concatenate([sample, 2.0 * rng.normal(size=(size - 1, 1))])
            outputs[0].append(float(asked("batchnorm_forward", forward, x, shapes=[x.shape])[0][0, 0]))
            args = x, np.zeros(1), np.full(1, 4.0)
            outputs[1].append(float(asked("batchnorm_inference", inference, *args, shapes=[x.shape])[0][0, 0]))
    except NotReadyError as reason:
        return report_not_ready([reason])
    with panels("In training a sample's answer depends on its neighbours, at test on itself alone", 1) as (_, (ax,)):
        ax.plot(outputs[0], "o", color=BEFORE, label="statistics of the batch (training)")
        ax.plot(outputs[1], "-", color=AFTER, label="fixed statistics (test)")
        ax.set(xlabel=f"batch of {size} that the sample is in", ylabel="y of the same sample")
    return None


def folded(inference: Function, fold: Function) -> None:
    """y over x for three channels: inference as points, and the line that folding gives.

    inference: (x, gamma, beta, mean, var) -> y. fold: (means, variances, m, gamma, beta) -> (a, c).
    """
    rng = np.random.default_rng(5)
    means, variances, m = rng.normal(size=(20, 3)), rng.uniform(0.2, 3.0, (20, 3)), 8
    gamma, beta = np.array([1.0, 0.5, 1.5]), np.array([0.0, 1.0, -1.0])
    x = np.repeat(np.linspace(-3, 3, 13)[:, None], 3, axis=1)
    try:
        a, c = asked("fold_batchnorm", fold, means, variances, m, gamma, beta, shapes=[(3,), (3,)])
        args = x, gamma, beta, means.mean(0), variances.mean(0) / (1 - 1 / m)
        y = asked("batchnorm_inference", inference, *args, shapes=[x.shape])[0]
    except NotReadyError as reason:
        return report_not_ready([reason])
    off = float(np.max(np.abs(a * x + c - y)))
    with panels(f"At test batch normalization is a straight line: at most {off:.0e} apart", 1) as (_, (ax,)):
        for channel, (color, line) in enumerate(zip((BEFORE, AFTER, THIRD), ("-", "--", ":"), strict=True)):
            ax.plot(x[:, channel], y[:, channel], "o", color=color, label=f"channel {channel}: inference")
            ends = np.array([-3.0, 3.0])
            text = f"channel {channel}: a {a[channel]:.2f}, c {c[channel]:.2f}"
            ax.plot(ends, a[channel] * ends + c[channel], color=color, linestyle=line, label=text)
        ax.set(xlabel="x", ylabel="y")
    return None


def small_batches(
    batchnorm: Function, layernorm: Function, *, sizes: Sequence[int] = (2, 4, 8, 16, 32, 64, 128)
) -> None:
    """How far y is from what it is in a batch of 1,024, for smaller batches. Both functions: x -> y."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(1024, 16)) * rng.uniform(0.5, 2.0, 16) + rng.normal(size=16)
    found = {}
    try:
        for name, function in {"batchnorm_forward": batchnorm, "layernorm_forward": layernorm}.items():
            whole = asked(name, function, x, shapes=[x.shape])[0]
            off = [
                np.concatenate([asked(name, function, part, shapes=[part.shape])[0] for part in np.split(x, 1024 // n)])
                - whole
                for n in sizes
            ]
            found[name] = [float(np.sqrt(np.mean(o**2))) for o in off]
    except NotReadyError as reason:
        return report_not_ready([reason])
    title = "In small batches batch normalization is noisy; layer normalization knows no batch"
    with panels(title, 1) as (_, (ax,)):
        ax.plot(sizes, found["batchnorm_forward"], "o-", color=AFTER, label="batchnorm_forward")
        ax.plot(sizes, found["layernorm_forward"], "s--", color=THIRD, label="layernorm_forward")
        ax.set(xscale="log", xlabel="batch size", ylabel="rms change of y")
        ax.set_xticks(list(sizes), [str(size) for size in sizes], minor=False)
        ax.minorticks_off()
    return None


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
                return report_not_ready([reason])
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
                return report_not_ready([reason])
    bar.close()
    title = f"Batch normalization learns from initial weights of almost any size ({steps} mini-batches each)"
    with panels(title, 1) as (_, (ax,)):
        for name, accuracies in found.items():
            color, line = STYLES[name]
            ax.plot(scales, accuracies, color=color, linestyle=line, marker="o", markersize=4, label=LABELS[name])
        ax.set(xscale="log", xlabel="standard deviation of the initial weights", ylim=(0, 100))
        ax.set_ylabel("training accuracy in %")
    return None


def batch_sizes(
    networks: Mapping[str, Make],
    train: tuple[np.ndarray, np.ndarray],
    held_out: tuple[np.ndarray, np.ndarray],
    *,
    sizes: Sequence[int],
    images_seen: int,
    lr: float,
) -> None:
    """Accuracy after a training on so many images, over the size of the mini-batches they came in.

    networks: {"without": ..., "BatchNorm": ...}, each makes a network of given.py. train, held_out: images, labels.
    """
    images, labels = held_out
    found: dict[str, list[float]] = {}
    bar = progress(len(sizes) * len(networks))
    with one_thread():
        for name, make in networks.items():
            try:
                accuracies = []
                for size in sizes:
                    network = _made(name, make)
                    for _ in _trained(name, network, train, lr, images_seen // size, size):
                        pass
                    accuracies.append(100 * float(np.mean(network.predict(images) == labels)))
                    bar.update()
                found[name] = accuracies
            except NotReadyError as reason:
                bar.close()
                return report_not_ready([reason])
    bar.close()
    title = f"Batch normalization needs a batch: lost with 2 images, ahead from 32 on ({images_seen:,} images seen)"
    with panels(title, 1) as (_, (ax,)):
        for name, accuracies in found.items():
            color, line = STYLES[name]
            ax.plot(sizes, accuracies, color=color, linestyle=line, marker="o", markersize=4, label=LABELS[name])
        ax.set(xscale="log", xlabel="images in a mini-batch", ylabel="held-out accuracy in %", ylim=(0, 100))
        ax.set_xticks(list(sizes), [str(size) for size in sizes], minor=False)
        ax.minorticks_off()
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
            with np.errstate(all="ignore"):  # weights that are too large may well overflow, and the picture shows it
                loss = network.step(train[0][batch], train[1][batch], lr)
        except Exception as error:
            raise NotReadyError(name, fault("its code", error)) from error
        yield loss
