"""Handed out with the lab: pictures of layouts, sizes, slopes, graphs and clocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.viz import NotReadyError, drawable, fault, grid, panels, when_ready

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Function = Callable[..., Any]
_BLUE, _ORANGE, _GREEN = "#0072b2", "#d55e00", "#009e73"
_LINES = ((_BLUE, "-"), (_ORANGE, "--"), (_GREEN, "-."), ("#000000", ":"))


def ask(task: Function, name: str, *arguments: Any, shape: tuple[int, ...] | None = None, **options: Any) -> np.ndarray:
    """Ask a student's function, and say what is not ready where it gives no array of numbers of that shape."""
    found = _tried(name, task, *arguments, **options)
    try:
        array = np.asarray(found, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NotReadyError(name, "it returns something that is no array of numbers") from error
    if found is None or (shape is not None and array.shape != shape):
        kind = "nothing" if found is None else f"an array of shape {array.shape}"
        raise NotReadyError(name, f"it returns {kind} instead of an array of shape {shape}")
    return array


def ask_list(task: Function, name: str, count: int, *arguments: Any, **options: Any) -> list[np.ndarray]:
    """Ask a student's function for a list of so many arrays."""
    found = _tried(name, task, *arguments, **options)
    if not isinstance(found, list | tuple) or len(found) != count:
        raise NotReadyError(name, f"it returns {type(found).__name__} instead of a list of {count}")
    return [ask(lambda part=part: part, name) for part in found]


def _tried(name: str, task: Function, *arguments: Any, **options: Any) -> Any:
    try:
        return task(*arguments, **options)
    except Exception as error:
        raise NotReadyError(name, fault("it", error)) from error


# Layouts


@cache
def photo() -> np.ndarray:
    """A photo of Grace Hopper in uniform, (H, W, 3) between 0 and 1; it comes with matplotlib."""
    from matplotlib import cbook
    from matplotlib import pyplot as plt

    image = plt.imread(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False))
    return np.asarray(image[20:460:3, 60:420:3] / 255.0)


def _show(axes: Axes, image: np.ndarray, label: str) -> None:
    axes.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set(xticks=[], yticks=[], xlabel=label)
    axes.grid(False)


@when_ready
def products(matmul: Function, *, title: str) -> None:
    """Draw a letter, and what two matrices make of it in either order."""
    turn, stretch = np.array([[0.0, -1.0], [1.0, 0.0]]), np.array([[2.0, 0.0], [0.0, 1.0]])
    letter = np.array([[0, 0, 1, 1, 0.4, 0.4, 0.8, 0.8, 0.4, 0.4, 0], [0, 2, 2, 1.6, 1.6, 1.2, 1.2, 0.8, 0.8, 0, 0]])
    maps = {
        "the letter": np.eye(2),
        "stretch after turn: S T": ask(matmul, "matmul", stretch, turn, shape=(2, 2)),
        "turn after stretch: T S": ask(matmul, "matmul", turn, stretch, shape=(2, 2)),
    }
    with panels(title, 1, 1, 1, height=3.2) as (_, axes):
        for one, (label, matrix), (color, _) in zip(axes, maps.items(), _LINES, strict=False):
            x, y = ask(matmul, "matmul", matrix, letter, shape=letter.shape)
            one.fill(x, y, color=color, alpha=0.35)
            one.plot(x, y, color=color)
            one.set(xlim=(-4.3, 2.3), ylim=(-0.5, 2.6), aspect="equal", xlabel=label)


@when_ready
def turned(reshape_then_transpose: Function, *, title: str) -> None:
    """Draw a photo, its rows made columns, and its numbers counted off anew in the same shape."""
    gray = photo().mean(axis=2)
    height, width = gray.shape
    image = ask(reshape_then_transpose, "reshape_then_transpose", gray, height, shape=(width, height))
    with panels(title, width, height, height, height=3.6) as (_, axes):
        _show(axes[0], gray, f"the photo, {gray.shape}")
        _show(axes[1], image, f"rows made columns, {image.shape}")
        _show(axes[2], gray.reshape(width, height), f"reshaped to {image.shape}")


@when_ready
def channels(nhwc_to_nchw: Function, *, title: str) -> None:
    """Draw the channels that a change of layout gives, and below them what reshape makes of the same photo."""
    image = photo()
    moved = (1, 3, *image.shape[:2])
    first = ask(nhwc_to_nchw, "nhwc_to_nchw", image[None], shape=moved)[0]
    with grid(title, 2, 3, height=2.6) as rows:
        for channel, name in enumerate(("red", "green", "blue")):
            _show(rows[0][channel], first[channel], f"axis moved: {name}")
            _show(rows[1][channel], image.reshape(moved)[0, channel], f"reshaped: channel {channel}")


# Sizes


@when_ready
def windows(conv_output_size: Function, settings: Sequence[Mapping[str, int]], *, title: str) -> None:
    """Draw as many windows on a line of pixels as a function says that there are. settings: its arguments."""
    counts = [int(ask(conv_output_size, "conv_output_size", **sizes, shape=())) for sizes in settings]
    with panels(title, 1, height=1.15 * len(settings)) as (_, (axes,)):
        for row, (sizes, count) in enumerate(zip(settings, counts, strict=True)):
            n, k, stride, pad = sizes["n"], sizes["k"], sizes.get("stride", 1), sizes.get("pad", 0)
            ground = -2.2 * row
            for pixel in range(-pad, n + pad):
                inside = 0 <= pixel < n
                color = "#dddddd" if inside else "none"
                axes.barh(
                    ground, 0.92, 0.5, pixel + 0.04, color=color, edgecolor="#999999", linestyle="-" if inside else ":"
                )
            for place in range(count):
                start, height = place * stride - pad, ground + 0.45 + 0.14 * (place % 5)
                color = _LINES[place % 3][0]
                axes.plot(
                    [start + 0.1, start + k - 0.1], [height, height], color=color, linewidth=3, solid_capstyle="butt"
                )
            label = ", ".join(f"{key} = {value}" for key, value in sizes.items())
            axes.text(n + 2.3, ground + 0.25, f"{label}:  {count} places", va="center")
        axes.set(xlim=(-2.5, max(s["n"] for s in settings) + 10), yticks=[], xticks=[])
        axes.spines[:].set_visible(False)
        axes.grid(False)


#: The network of the slides "Keras against PyTorch", for images of 32 by 32 in three colours.
KERAS = (
    ("conv", 3, 32, 3, 3),
    ("pool", 2, 2),
    ("conv", 32, 16, 3, 3),
    ("pool", 2, 2),
    ("flatten",),
    ("dense", 576, 10),
)


@when_ready
def network(conv_output_size: Function, parameter_count: Function, *, pad: int, title: str) -> None:
    """Draw how many numbers each layer of the slides' network hands on, and how many it learns.

    pad: of both convolutions, 0 as in the slides' Keras or 1 as in their PyTorch.
    """
    side, depth, shapes = 32, 3, []
    for kind, *sizes in KERAS:
        if kind in ("conv", "pool"):
            stride, edge = (1, pad) if kind == "conv" else (sizes[0], 0)
            window = sizes[-1]
            side = int(ask(conv_output_size, "conv_output_size", side, window, stride=stride, pad=edge, shape=()))
            depth = sizes[1] if kind == "conv" else depth
        flat = side * side * depth
        shapes.append((10,) if kind == "dense" else (flat,) if kind == "flatten" else (side, side, depth))
    layers = [("dense", shapes[-2][0], 10) if layer[0] == "dense" else layer for layer in KERAS]
    learned = ask(parameter_count, "parameter_count", layers, shape=(len(layers),)).astype(int)
    places = np.arange(len(layers))[::-1]
    handed = [int(np.prod(shape)) for shape in shapes]
    labels = [f"{layer[0]}  {' x '.join(map(str, shape))}" for layer, shape in zip(layers, shapes, strict=True)]
    with panels(
        f"{title}: {learned.sum():,} parameters, {shapes[-2][0]:,} numbers after flatten", 1, 1, height=3.2
    ) as (
        _,
        (left, right),
    ):
        for axes, numbers, what, color in (
            (left, handed, "numbers handed on", _BLUE),
            (right, learned, "parameters", _ORANGE),
        ):
            axes.barh(places, numbers, color=color)
            for place, number in zip(places, numbers, strict=True):
                axes.text(number, place, f" {number:,}", va="center")
            axes.set(xlabel=what, xlim=(0, 1.25 * max(numbers)), yticks=places)
        left.set_yticklabels(labels)
        right.set_yticklabels([])


# Slopes


@when_ready
def step_sizes(numerical_gradient: Function, *, title: str) -> None:
    """Draw the relative error of two difference quotients against the step, at five random points."""
    steps = np.logspace(-14, 0, 57)
    points = [np.random.default_rng(seed).uniform(0.5, 1.5, 3) for seed in range(5)]

    def wave(x: np.ndarray) -> float:
        return float(np.sin(x).sum() * np.exp(x[0]))

    centred, forward = np.empty((5, len(steps))), np.empty((5, len(steps)))
    for row, x in enumerate(points):
        exact = np.cos(x) * np.exp(x[0]) + np.array([wave(x), 0.0, 0.0])
        for column, h in enumerate(steps):
            slopes = ask(numerical_gradient, "numerical_gradient", wave, x, h=h, shape=x.shape)
            ahead = np.array([(wave(x + h * unit) - wave(x)) / h for unit in np.eye(3)])
            centred[row, column], forward[row, column] = (
                np.linalg.norm(found - exact) / np.linalg.norm(exact) for found in (slopes, ahead)
            )
    with panels(title, 1) as (_, (axes,)):
        for errors, label, (color, line) in zip(
            (forward, centred), ("forward", "centred, yours"), _LINES, strict=False
        ):
            axes.fill_between(steps, errors.min(axis=0), errors.max(axis=0), color=color, alpha=0.2)
            axes.plot(steps, np.median(errors, axis=0), color=color, linestyle=line, label=label)
        axes.set(xscale="log", yscale="log", xlabel="h", ylabel="relative error", ylim=(1e-13, 10))


@when_ready
def patterns(jacobian: Function, functions: Mapping[str, tuple[Function, int]], *, title: str) -> None:
    """Draw the Jacobians of functions at a random point as tables of colours. functions: {label: (f, inputs)}."""
    rng = np.random.default_rng(0)
    found = {}
    for label, (f, size) in functions.items():
        x = rng.uniform(0.5, 1.0, size)
        found[label] = ask(jacobian, "jacobian", f, x, shape=(len(f(x)), size))
    with panels(title, *[1] * len(functions), height=3.4) as (figure, axes):
        for one, (label, J) in zip(axes, found.items(), strict=True):
            image = one.imshow(J, cmap="viridis", vmin=min(0.0, J.min()))
            one.set(xlabel=f"input\n{label}", ylabel="output", xticks=range(J.shape[1]), yticks=range(len(J)))
            one.grid(False)
            figure.colorbar(image, ax=one, shrink=0.8)


@when_ready
def summed(gradients: Function, slopes: Function, f: Function, xs: Sequence[Any], *, title: str) -> None:
    """Draw the gradient by xs[0] of every result alone, their sum, and the gradient of all results at once."""
    arrays = [np.array(x, dtype=np.float64) for x in xs]
    y = f(*arrays)
    weights = np.eye(y.size).reshape(y.size, *y.shape)
    single = [ask_list(gradients, "gradients", len(xs), f, arrays, slopes, grad_y=w)[0].ravel() for w in weights]
    every = ask_list(gradients, "gradients", len(xs), f, arrays, slopes)
    rows = {f"of result {k + 1} alone": values for k, values in enumerate(single)}
    rows |= {"added up": np.sum(single, axis=0), "of all at once": every[0].ravel()}
    with panels(title, 1.3, 1, height=3.6) as (_, (left, right)):
        places = np.arange(len(rows))[::-1]
        for element, (color, _) in zip(range(arrays[0].size), _LINES, strict=False):
            values = [row[element] for row in rows.values()]
            offset = 0.2 - 0.4 * element
            left.barh(places + offset, values, 0.36, color=color, label=f"by X[0, {element}]")
            for place, value in zip(places, values, strict=True):
                left.text(value, place + offset, f" {value:g} " if abs(value) > 1e-9 else " 0", va="center")
        left.set(yticks=places, yticklabels=list(rows), xlabel="slope", xlim=(-4, 9))
        dW = every[1]
        bound = np.abs(dW).max()
        right.imshow(dW, cmap="PuOr", vmin=-bound, vmax=bound)
        for i, j in np.ndindex(dW.shape):
            color = "white" if abs(dW[i, j]) > 0.6 * bound else "black"
            right.text(j, i, f"{dW[i, j]:g}", ha="center", va="center", color=color)
        right.set(xticks=range(dW.shape[1]), yticks=range(dW.shape[0]), xlabel="gradient by W, all results at once")
        right.grid(False)


@when_ready
def tangents(partial_gradients: Function, slopes: Function, f: Function, g: Function, *, at: float, title: str) -> None:
    """Draw y = f(a, g(a)) and y = f(a, b) with b kept, each with the tangent that a function says."""
    start = np.array([at])
    curve = np.linspace(at - 0.8, at + 0.6, 100)
    kept = float(g(start)[0])
    rows = (
        ("b follows a", (), f(curve, g(curve))),
        ('b keeps its value, stop_gradients=("b",)', ("b",), f(curve, np.full_like(curve, kept))),
    )
    slope_of = {
        label: ask_list(partial_gradients, "partial_gradients", 2, f, g, start, slopes, stop_gradients=stop)[0].item()
        for label, stop, _ in rows
    }
    y_here = float(f(start, g(start))[0])
    with panels(title, 1) as (_, (axes,)):
        for (label, _, y), (color, line) in zip(rows, _LINES, strict=False):
            slope, near = slope_of[label], np.array([at - 0.35, at + 0.35])
            axes.plot(curve, y, color=color, linestyle=line, label=label)
            axes.plot(
                near, y_here + slope * (near - at), color=color, linewidth=5, alpha=0.35, label=f"slope {slope:.3g}"
            )
        axes.plot([at], [y_here], "o", color="black")
        axes.set(xlabel="a", ylabel="y")


# Graphs


@when_ready
def graph(program: Function, node: Function, leaves: Mapping[str, float], *, title: str) -> None:
    """Draw the graph that a program builds from leaves, {name: number}, with values and gradients."""
    names = {}
    made = []
    for name, value in leaves.items():
        made.append(_tried("Node", node, value))
        names[id(made[-1])] = name
    end = _tried("Node", program, *made)
    if not all(hasattr(end, attribute) for attribute in ("value", "grad", "parents", "backward")):
        raise NotReadyError("Node", f"its operations return {type(end).__name__} instead of a node")
    _tried("Node", end.backward)
    nodes, depth = _ordered(end)
    columns: dict[int, list[Any]] = {}
    for one in nodes:
        columns.setdefault(depth[id(one)], []).append(one)
    place = {
        id(one): (2.0 * column, -1.5 * (row - (len(members) - 1) / 2) + 0.9 * (column == max(columns) - 2))
        for column, members in columns.items()
        for row, one in enumerate(members)
    }
    numbers = {
        id(one): [ask(lambda number=number: number, "Node", shape=()) for number in (one.value, one.grad)]
        for one in nodes
    }
    with panels(title, 1, height=3.8) as (_, (axes,)):
        for one in nodes:
            for parent in one.parents:
                axes.annotate(
                    "",
                    place[id(one)],
                    place[id(parent)],
                    arrowprops={"arrowstyle": "-|>", "color": "#999999", "shrinkA": 34, "shrinkB": 34},
                )
        for one in nodes:
            x, y = place[id(one)]
            box = {
                "boxstyle": "round,pad=0.4",
                "facecolor": "#eef4f9" if one.parents else "#fdf0e4",
                "edgecolor": "#666666",
            }
            value, slope = numbers[id(one)]
            text = f"{names.get(id(one)) or _operation(one)}\nvalue {value:.3g}\ngrad {slope:.3g}"
            axes.text(x, y, text, ha="center", va="center", bbox=box, fontsize=9, color="black")
        xs, ys = zip(*place.values(), strict=True)
        axes.set(xlim=(min(xs) - 1, max(xs) + 1), ylim=(min(ys) - 1, max(ys) + 1), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        axes.grid(False)


def _ordered(end: Any) -> tuple[list[Any], dict[int, int]]:
    """All nodes before `end`, and how many operations lead to each at most."""
    nodes: list[Any] = []
    depth: dict[int, int] = {}

    def visit(one: Any) -> int:
        if id(one) not in depth:
            depth[id(one)] = 1 + max(map(visit, one.parents), default=-1)
            nodes.append(one)
        return depth[id(one)]

    visit(end)
    return nodes, depth


def _operation(one: Any) -> str:
    """The operation that made a node, from the name of the method in which its `pull` was written."""
    parts = getattr(one.pull, "__qualname__", "").split(".")
    method = parts[parts.index("Node") + 1] if "Node" in parts[:-1] else ""
    return {"__add__": "+", "__mul__": "*", "__matmul__": "@"}.get(method, method) or "node"


# Averages and clocks


@when_ready
def memories(simple_moving_average: Function, k: int, *, title: str) -> None:
    """Draw the mean of the last k numbers beside an exponential average, after a single spike and on a noisy step."""
    spike = np.zeros(40)
    spike[8] = 1.0
    step = np.where(np.arange(120) < 50, 1.0, 2.0) + np.random.default_rng(0).normal(0, 0.3, 120)
    keep = 1 - 2 / (k + 1)
    name = "simple_moving_average"
    windows = [ask(simple_moving_average, name, series, k, shape=series.shape) for series in (spike, step)]
    with panels(title, 1, 1) as (_, axes):
        for one, series, window in zip(axes, (spike, step), windows, strict=True):
            shares = np.convolve(series - series[0], (1 - keep) * keep ** np.arange(len(series)))[: len(series)]
            one.plot(series, ".", color="#999999", label="the numbers", markersize=4)
            one.plot(window, color=_BLUE, label=f"mean of the last {k}")
            one.plot(series[0] + shares, color=_ORANGE, linestyle="--", label=f"exponential, β = {keep:.2g}")
            one.set(xlabel="step", ylabel="average")
        axes[0].set(ylim=(-0.02, 0.3), xlabel="step; a spike of height 1 at step 8")


def sixty(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Sixty samples of two inputs, and targets of a linear map with a little noise."""
    rng = np.random.default_rng(seed)
    X, direction = rng.normal(size=(60, 2)), rng.normal(size=2)
    return X, X @ direction / np.linalg.norm(direction) + 0.1 * rng.normal(size=60)


@when_ready
def clocks(sgd_clock: Function, loss: Function, sizes: Mapping[int, float], *, seed: int = 0) -> None:
    """Draw the loss against updates and against minutes, one minute per sample; {samples per update: rate}.

    The line is 2 % of the way between the least possible loss and the first.
    """
    X, y = sixty(seed)
    least = loss(np.linalg.lstsq(X, y, rcond=None)[0], X, y)[0]
    line = least + 0.02 * (loss(np.zeros(2), X, y)[0] - least)
    runs, hits = {}, {}
    for size, rate in sizes.items():
        epochs = 10 if size == len(X) else 2
        _, losses, minutes = ask_run(sgd_clock, X, y, loss, size, epochs, rate)
        runs[size] = losses, minutes
        below = np.flatnonzero(losses <= line)
        hits[size] = (below[0] + 1, int(minutes[below[0]])) if below.size else None
    told = [f"{size} at a time: {hit[1]} minutes" if hit else f"{size} at a time: never" for size, hit in hits.items()]
    with panels(f"To the same line: {'; '.join(told)}", 1, 1) as (_, (left, right)):
        for (size, (losses, minutes)), (color, dash) in zip(runs.items(), _LINES, strict=False):
            updates = np.arange(1, len(losses) + 1)
            for axes, places in ((left, updates), (right, minutes)):
                axes.plot(places, drawable(losses), color=color, linestyle=dash, label=f"{size} samples per update")
            if hits[size]:
                count, minute = hits[size]
                left.plot([count], [losses[count - 1]], "o", color=color)
                right.plot([minute], [losses[count - 1]], "o", color=color)
        for axes, label in ((left, "updates"), (right, "minutes")):
            axes.axhline(line, color="#999999", linewidth=1)
            axes.set(xscale="log", yscale="log", xlabel=label, ylabel="loss of all 60 samples")


def ask_run(task: Function, X: np.ndarray, y: np.ndarray, loss: Function, size: int, epochs: int, rate: float) -> Any:
    """Ask for a training run of a linear map from zeros: weights, losses, clock."""
    run = ask_list(task, "sgd_clock", 3, np.zeros(X.shape[1]), X, y, loss, size, epochs, rate)
    updates = (epochs * -(-len(X) // size),)
    return [
        ask(lambda part=part: part, "sgd_clock", shape=shape)
        for part, shape in zip(run, ((2,), updates, updates), strict=True)
    ]
