"""Handed out with the lab: pictures of initial weights, of signals behind them, and of what is learned from them.

An initializer is `(shape, fan_in, fan_out, rng) -> weights`, as the exercises have it; those of the student's are
passed as `{label: initializer}`, those with a fixed standard deviation are made here, by `fixed_scale`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader import viz
from grader.viz import (
    Network,
    NotReadyError,
    Run,
    attempt,
    drawable,
    fault,
    floats,
    grid,
    one_thread,
    owner,
    panels,
    progress,
    ready,
    report_not_ready,
)


def _author(label: str) -> str:
    """The name that both forms of an initializer share: "he" for "he_normal"."""
    return owner(label).partition("_")[0]


#: Each author has one hue in every picture, each form of an initializer a line of its own.
styles = partial(viz.styles, order=sorted(set(map(_author, viz.recorded_exercises(__file__)))), group=_author)


def loss_curves(runs: Mapping[str, Run], *, title: str) -> None:
    """Draw the training loss of every run on log axes, with the accuracies in the legend."""
    viz.loss_curves(runs, title=title, styles=styles)


Initializer = Callable[..., Any]
_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}
#: How far to either side of an input its slope is measured.
_STEP = 1e-3
_NAMES = {"relu": "ReLU", "tanh": "tanh"}
_COLORS = ("#0072b2", "#2f9e8f", "#d55e00", "#aa4499", "#332288")


def fixed_scale(std: float) -> Initializer:
    """An initializer that draws normal weights of the same standard deviation, above 0, for every layer."""
    if not std > 0:
        raise ValueError(f"the standard deviation must be above 0, not {std}: weights of 0 are zeros_init's")
    return lambda shape, fan_in, fan_out, rng: std * rng.standard_normal(shape)


def constant(value: float) -> Initializer:
    """An initializer that makes all weights the same, and not 0."""
    if value == 0:
        raise ValueError("weights of 0 are zeros_init's; give another number")
    return lambda shape, fan_in, fan_out, rng: np.full(shape, value)


def weights_of(label: str, initializer: Initializer, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """The weights of a dense layer, (n_in, n_out). Raises NotReadyError."""
    try:
        weights = np.asarray(initializer(shape, *shape, rng), dtype=float)
    except Exception as error:
        raise NotReadyError(owner(label), fault("it", error)) from error
    if weights.shape != shape:
        raise NotReadyError(owner(label), f"for the shape {shape} it gives an array of shape {weights.shape}")
    return weights


def same_units(
    distinct_units: Callable[..., Any], initializers: Mapping[str, Initializer], *, title: str, steps: int = 3000
) -> None:
    """Train a layer of 10 hidden units from each initializer; draw how many different units there are, and the loss.

    The network, tanh(x W1) W2, learns the product of two numbers; a third input is always 1.
    """
    rng = np.random.default_rng(0)
    x = np.column_stack([rng.uniform(-1, 1, (60, 2)), np.ones(60)])
    y = x[:, :1] * x[:, 1:2]

    def run(label: str, initializer: Initializer) -> tuple[list[int], list[float]]:
        rng = np.random.default_rng(1)
        first, second = weights_of(label, initializer, (3, 10), rng), weights_of(label, initializer, (10, 1), rng)
        counts, losses = [], []
        for step in range(steps):
            # Sums over a leading axis, not `@`: that may round equal columns differently.
            h = np.tanh((x[:, :, None] * first).sum(axis=1))
            off = (h[:, :, None] * second).sum(axis=1) - y
            if step % (steps // 100) == 0:
                counts.append(_count(distinct_units, first, second))
                losses.append(float(np.mean(off**2)))
            dz = (off * second.T) * (1 - h**2)
            second = second - 0.3 * (h[:, :, None] * off[:, None, :]).mean(axis=0)
            first = first - 0.3 * (x[:, :, None] * dz[:, None, :]).mean(axis=0)
        return counts, losses

    found = ready(run, initializers)
    if not found:
        return
    at = steps // 100 * np.arange(100)
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in styles(found).items():
            look: dict[str, Any] = {"color": style.color, "linestyle": style.line}
            left.plot(at, found[label][0], label=label, **look)
            right.plot(at, found[label][1], **look)
        left.set(xlabel="step of descent", ylabel="different units, of 10", ylim=(0, 10.5), xlim=(0, steps))
        right.set(xlabel="step of descent", ylabel="mean squared error", ylim=(0, None), xlim=(0, steps))


def _count(distinct_units: Callable[..., Any], first: np.ndarray, second: np.ndarray) -> int:
    try:
        return int(distinct_units(first.copy(), second.copy()))
    except Exception as error:
        raise NotReadyError("distinct_units", fault("it", error)) from error


def measured_fans(
    fans: Callable[..., Any],
    *,
    title: str,
    shapes: Sequence[tuple[int, ...]] = ((30, 80), (400, 12), (16, 8, 3, 3), (8, 24, 5, 5)),
) -> None:
    """Draw the variance of an output, and of a gradient that comes back, over the student's fan-in and fan-out.

    Inputs and weights have variance 1, so each product has; a sum of n of them has variance n.
    """
    rng = np.random.default_rng(0)
    found = []
    for shape in shapes:
        weights = rng.normal(size=shape)
        try:
            fan_in, fan_out = (float(number) for number in fans(weights.copy()))
        except Exception as error:
            return report_not_ready([NotReadyError("fans", fault("it", error))])
        kernel = weights.T if weights.ndim == 2 else weights  # outputs first
        ways = [np.moveaxis(kernel, side, 0).reshape(kernel.shape[side], -1) for side in (0, 1)]
        measured = [float(np.var(rng.normal(size=(1000, way.shape[1])) @ way.T)) for way in ways]
        found.append((shape, (fan_in, fan_out), measured))
    with panels(title, 1, 1) as (_, axes):
        names = (("your fan_in", "variance of an output"), ("your fan_out", "variance of a gradient"))
        for way, (ax, (below, beside)) in enumerate(zip(axes, names, strict=True)):
            ends = [min(m[way] for *_, m in found) / 2, max(m[way] for *_, m in found) * 2]
            ax.plot(ends, ends, color="#bbbbbb", linewidth=1, label="equal")
            for (shape, counted, measured), mark, color in zip(found, "osD^v", _COLORS, strict=False):
                label = "dense " * (len(shape) == 2) + " x ".join(map(str, shape))
                ax.plot(counted[way], measured[way], mark, color=color, markersize=8, label=label)
            ax.set(xscale="log", yscale="log", xlabel=below, ylabel=beside)
    return None


def weights_drawn(
    initializers: Mapping[str, Initializer], *, title: str, shape: tuple[int, int] = (784, 256), reach: float = 4.0
) -> None:
    """Draw how the weights of a dense layer lie; standard deviation and largest weight are in the legend.

    reach: of the axis, in units of the largest standard deviation.
    """
    found = ready(lambda label, made: weights_of(label, made, shape, np.random.default_rng(0)).ravel(), initializers)
    if not found:
        return
    end = reach * max(float(weights.std()) for weights in found.values()) or 1.0
    with panels(title, 1) as (_, (ax,)):
        for label, style in styles(found).items():
            weights = found[label]
            text = f"{label}: standard deviation {weights.std():.4f}, largest {np.abs(weights).max():.4f}"
            heights, edges = np.histogram(weights, np.linspace(-end, end, 90))
            ax.stairs(heights, edges, color=style.color, linestyle=style.line, label=text, linewidth=1.9)
        ax.set(
            xlabel=f"weight of a layer with {shape[0]} inputs and {shape[1]} outputs",
            ylabel="how many",
            xlim=(-end, end),
        )


def scale_over_outputs(
    initializers: Mapping[str, Initializer],
    *,
    title: str,
    inputs: int = 200,
    outputs: Sequence[int] = (10, 30, 100, 300, 1000, 3000),
) -> None:
    """Draw the standard deviation of the weights of layers with the same inputs and more and more outputs."""

    def run(label: str, made: Initializer) -> list[float]:
        rng = np.random.default_rng(0)
        return [float(weights_of(label, made, (inputs, n), rng).std()) for n in outputs]

    found = ready(run, initializers)
    if not found:
        return
    with panels(title, 1) as (_, (ax,)):
        for label, style in styles(found).items():
            ax.plot(
                outputs, found[label], color=style.color, linestyle=style.line, marker="o", markersize=4, label=label
            )
        ax.axvline(inputs, color="#bbbbbb", linewidth=1)
        ax.set(
            xscale="log", yscale="log", xlabel=f"outputs of a layer with {inputs} inputs", ylabel="standard deviation"
        )


def layer_histograms(
    initializers: Mapping[str, Initializer], *, activation: str, title: str, width: int = 100, depth: int = 5
) -> None:
    """Draw how the outputs of each layer lie: 1,000 samples through `depth` layers, one row per initializer.

    activation: "tanh" or "relu". In each picture stands the share of outputs at the ends: within 0.01 of -1 or 1 for
    tanh, exactly 0 for ReLU, whose zeros are not drawn. Inputs are normal with variance 1; there are no biases.
    """

    def run(label: str, made: Initializer) -> list[np.ndarray]:
        rng = np.random.default_rng(0)
        h, outputs = rng.normal(size=(1000, width)), []
        for _ in range(depth):
            h = _FUNCTIONS[activation](h @ weights_of(label, made, (width, width), rng))
            outputs.append(h)
        return outputs

    found = ready(run, initializers)
    if not found:
        return
    with grid(title, len(found), depth, height=1.35) as axes:
        for row, (label, outputs) in zip(axes, found.items(), strict=True):
            color = styles([label])[label].color
            end = 1.0 if activation == "tanh" else 4.0
            for layer, (ax, h) in enumerate(zip(row, outputs, strict=True), start=1):
                low = -end if activation == "tanh" else 0.0
                drawn = h.ravel() if activation == "tanh" else h[h > 0]
                ax.hist(np.clip(drawn, low, end), bins=[*np.linspace(low, end, 41)], color=color)
                ends = np.mean(np.abs(h) > 0.99) if activation == "tanh" else np.mean(h == 0)
                where = "beyond 0.99" if activation == "tanh" else "at 0"
                ax.set_title(f"std {h.std():.2g}, {ends:.0%} {where}", fontsize=7.5)
                ax.set(yticks=[], xlim=(low, end))
                ax.tick_params(labelsize=7)
                if row is axes[-1]:
                    ax.set_xlabel(f"layer {layer}")
            row[0].set_ylabel(label.replace(", ", "\n"), fontsize=8.5)


def strengths(
    signal_variance: Callable[..., Any],
    initializers: Mapping[str, Initializer],
    *,
    title: str,
    depth: int = 50,
    width: int = 200,
) -> None:
    """Draw how strong the signal is behind each layer, as the student's function says: with ReLU, and with tanh."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, width))

    def run(label: str, made: Initializer) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(1)
        weights = [weights_of(label, made, (width, width), rng) for _ in range(depth)]
        return {name: _strengths(signal_variance, x, weights, name) for name in _FUNCTIONS}

    found = ready(run, initializers)
    if not found:
        return
    with panels(title, 1, 1) as (_, axes):
        for ax, name in zip(axes, _FUNCTIONS, strict=True):
            for label, style in styles(found).items():
                line = drawable(found[label][name])
                line = np.where(line > 1e-12, line, np.nan)
                ax.plot(np.arange(1, depth + 1), line, color=style.color, linestyle=style.line, label=label)
            ax.axhline(1, color="#bbbbbb", linewidth=1)
            ax.set(title=f"with {_NAMES[name]}", yscale="log", xlabel="layer", ylabel="mean of the squared outputs")
            ax.set(ylim=(1e-10, 1e10) if name == "relu" else (1e-10, 10), xlim=(1, depth))


def _strengths(signal_variance: Callable[..., Any], x: np.ndarray, weights: list[np.ndarray], name: str) -> np.ndarray:
    try:
        with one_thread(), np.errstate(all="ignore"):  # the picture shows what overflows
            found = np.asarray(signal_variance(x.copy(), weights, _FUNCTIONS[name]), dtype=float)
    except Exception as error:
        raise NotReadyError("signal_variance", fault("it", error)) from error
    if found.shape != (len(weights),):
        raise NotReadyError("signal_variance", f"for {len(weights)} layers it gives an array of shape {found.shape}")
    return found


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
    above 100 becomes NaN: it would push all others into a corner. What is not ready is reported and left out.
    """
    images, labels = data.train_images, data.train_labels
    bar = progress(steps * len(initializers))

    def run(label: str, made: Initializer) -> Run:
        rng, start = np.random.default_rng(0), time.perf_counter()
        network = Network(label, sizes, lambda: _Measured(_FUNCTIONS[activation]), gain=1.0)
        network.weights = [weights_of(label, made, shape, rng).astype(np.float32) for shape in pairwise(sizes)]
        bar.set_description_str(label, refresh=False)
        order, losses = np.random.default_rng(1), []
        with (
            one_thread(),
            np.errstate(all="ignore"),
        ):  # weights that are too large may well overflow, and the picture shows it
            for _ in range(steps):
                picked = order.integers(len(images), size=100)
                losses.append(network.descend(floats(images[picked]), labels[picked], lr))
                bar.update()
            return Run(
                np.where(np.array(losses) < 100, losses, np.nan),
                network.accuracy(floats(data.test_images), data.test_labels),
                time.perf_counter() - start,
            )

    try:
        runs, reasons = attempt(run, initializers)
        bar.leave = bool(runs)
    finally:
        bar.close()
    report_not_ready(reasons, alone=not runs)
    return runs


class _Measured:
    """A layer of a function, whose slopes are measured by a difference quotient; exact ones were an earlier lab's."""

    def __init__(self, function: Callable[[np.ndarray], np.ndarray]) -> None:
        self.function = function

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.x = np.asarray(x, dtype=np.float64)
        return self.function(x)

    def backward(self, dout: np.ndarray) -> np.ndarray:
        above, below = self.function(self.x + _STEP), self.function(self.x - _STEP)
        return np.asarray(dout * (above - below) / (2 * _STEP), dtype=np.float32)
