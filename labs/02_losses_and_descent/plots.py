"""Handed out with the lab: pictures of a line's descent, of losses and of one affine layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.viz import NotReadyError, Style, drawable, fault, panels, when_ready

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Function = Callable[..., Any]


#: From Okabe and Ito's palette, for curves that belong to no exercise.
_STYLES = (Style("#0072b2", "-"), Style("#d55e00", "--"), Style("#009e73", "-."), Style("#000000", ":"))


Step = Callable[[float, float], tuple[float, float]]
_WINDOW = (-1.5, 5.2, -3.0, 2.4)
_STEP = "linear_regression_step"


@dataclass(frozen=True)
class Points:
    """Points near a line. x, y: (N,). start: the w and b that every walk begins with."""

    x: np.ndarray
    y: np.ndarray
    start: tuple[float, float] = (-0.8, 0.9)

    def loss(self, walk: np.ndarray) -> np.ndarray:
        """Mean squared error of lines (..., 2), (w, b) each -> (...,)."""
        error = walk[..., :1] * self.x + walk[..., 1:] - self.y
        return np.asarray((error**2).mean(axis=-1))

    @property
    def best(self) -> tuple[float, float]:
        """w and b of the least loss."""
        slope, intercept = np.polyfit(self.x, self.y, 1)
        return float(slope), float(intercept)


def _points() -> Points:
    rng = np.random.default_rng(2)
    x = rng.uniform(-1.0, 2.0, 400)
    return Points(x, 2.0 * x - 0.5 + rng.normal(0.0, 0.7, 400))


#: Four hundred points near y = 2x - 0.5.
POINTS = _points()


@when_ready
def line_walks(rates: Mapping[str, Step], *, steps: int, title: str) -> None:
    """Draw where w and b go under each step, {label: (w, b) -> (w, b)}, and beside it the loss."""
    walks = {label: _walk(step, steps) for label, step in rates.items()}
    with panels(title, 1.35, 1) as (_, (plane, curve)):
        _contours(plane)
        for label, style in look(walks).items():
            walk = walks[label]
            _trace(plane, walk, style.color, style.line, label)
            with np.errstate(all="ignore"):
                losses = drawable(POINTS.loss(walk))
            curve.plot(losses, color=style.color, linestyle=style.line, marker=".")
        curve.set(yscale="log", xlabel="step", ylabel="mean squared error", xlim=(0, steps), ylim=(0.3, 100))


@when_ready
def clock(
    sizes: Mapping[str, tuple[int, float]],
    *,
    linear_regression_step: Function,
    minibatches: Function,
    epochs: int,
    title: str,
) -> None:
    """Draw descents by what they cost: the number of samples whose gradient was taken.

    sizes: {label: (samples per update, learning rate)}.
    """
    rng = np.random.default_rng(0)
    orders = [rng.permutation(len(POINTS.x)) for _ in range(epochs)]
    walks, costs = {}, {}
    for label, (size, rate) in sizes.items():
        lines, cost = [POINTS.start], [0]
        for order in orders:
            for batch in cut(minibatches, order, size):
                x, y = POINTS.x[batch], POINTS.y[batch]
                w, b = ask(_STEP, linear_regression_step, (*lines[-1], x, y, rate), (), ())
                lines.append((float(w), float(b)))
                cost.append(cost[-1] + len(batch))
        walks[label], costs[label] = np.array(lines), np.array(cost)
    with panels(title, 1.35, 1) as (_, (plane, curve)):
        _contours(plane)
        for (label, style), above_others in zip(look(walks).items(), (3, 2.5, 2), strict=False):
            updates = f"{label}: {len(walks[label]) - 1:,} updates"
            _trace(plane, walks[label], style.color, style.line, updates, above_others)
            above = POINTS.loss(walks[label]) - float(POINTS.loss(np.array(POINTS.best)))
            places, means = _thinned(costs[label], above)
            curve.plot(
                places, drawable(means), color=style.color, linestyle=style.line, marker=".", zorder=above_others
            )
        curve.set(yscale="log", xlabel="gradients of single samples", ylabel="loss above the best line's")


@when_ready
def same_walk(steps: Mapping[str, Step | None], *, count: int) -> None:
    """Draw several ways of taking the same step, and how far they are from being one walk. None: left out."""
    walks = {label: _walk(step, count) for label, step in steps.items() if step}
    first, *others = walks
    gaps = {label: np.abs(walks[label] - walks[first]).max(axis=1) for label in others}
    apart = max((float(gap.max()) for gap in gaps.values()), default=0.0)
    same = apart < 1e-9
    title = (
        f"One walk, however it is written: nowhere more than {apart:.0e} apart"
        if same
        else f"The walks differ by up to {apart:.1g}: one of them is not the same step yet"
    )
    with panels(title, 1.35, 1) as (_, (plane, curve)):
        _contours(plane)
        sizes = (9.0, 5.0, 2.0)
        for (label, style), size in zip(look(walks).items(), sizes, strict=False):
            plane.plot(*walks[label].T, "o", color=style.color, markersize=size, label=label)
            if label != first:
                floor = 1e-17  # a difference of exactly 0 has no place on a log axis
                curve.plot(np.maximum(gaps[label], floor), color=style.color, linestyle=style.line, marker=".")
        curve.set(yscale="log", xlabel="step", ylabel=f"largest difference from {first!r}", ylim=(5e-18, 10))


def by_layers(affine_forward: Function, mse: Function, affine_backward: Function, *, lr: float) -> Step:
    """A step of the same line as a network of one layer: forward, loss, backward, update.

    lr: learning rate of the mean squared error; the half sum's gradient is N/2 times the mean's, so it gets 2/N of it.
    """
    x, y = POINTS.x[:, None], POINTS.y[:, None]

    def step(w: float, b: float) -> tuple[float, float]:
        weights, bias = np.array([[w]]), np.array([b])
        (out,) = ask("affine_forward", affine_forward, (x, weights, bias), y.shape)
        _, upstream = ask("mse", mse, (out, y), (), y.shape)
        _, dw, db = ask("affine_backward", affine_backward, (upstream, x, weights), x.shape, (1, 1), (1,))
        rate = 2 * lr / len(x)
        return w - rate * float(dw[0, 0]), b - rate * float(db[0])

    return step


def by_torch(*, lr: float) -> Step | None:
    """The same step by torch's autograd and torch.optim.SGD; None, and a line that says so, without torch."""
    try:
        import torch
    except ImportError:
        print("torch is not installed here; the picture goes without it.")
        return None

    def step(w: float, b: float) -> tuple[float, float]:
        line = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (w, b)]
        error = line[0] * torch.tensor(POINTS.x) + line[1] - torch.tensor(POINTS.y)
        (error**2).mean().backward()  # type: ignore[no-untyped-call]
        torch.optim.SGD(line, lr=lr).step()
        return line[0].item(), line[1].item()

    return step


def _walk(step: Step, steps: int) -> np.ndarray:
    """(steps + 1, 2) lines from the start on."""
    lines = [POINTS.start]
    for _ in range(steps):
        w, b = ask(_STEP, step, lines[-1], (), ())
        lines.append((float(w), float(b)))
    walk = np.array(lines)
    if (walk == walk[0]).all():
        raise NotReadyError(_STEP, "it returns the w and b that it is given")
    return walk


def _thinned(costs: np.ndarray, values: np.ndarray, width: int = 100) -> tuple[np.ndarray, np.ndarray]:
    """Means over stretches of as many samples, the start left alone; values that are further apart stay as they are."""
    stretches = np.unique(np.ceil(costs / width).astype(int), return_index=True)[1]
    counts = np.diff([*stretches, len(costs)])
    return np.add.reduceat(costs, stretches) / counts, np.add.reduceat(values, stretches) / counts


def _contours(ax: Axes) -> None:
    left, right, bottom, top = _WINDOW
    grid = np.stack(np.meshgrid(np.linspace(left, right, 120), np.linspace(bottom, top, 120)), axis=-1)
    height = np.log10(POINTS.loss(grid))
    ax.contourf(grid[..., 0], grid[..., 1], height, levels=14, cmap="Blues", alpha=0.22)
    ax.contour(grid[..., 0], grid[..., 1], height, levels=14, colors="#8fa3b5", linewidths=0.4, linestyles="solid")
    ax.plot(*POINTS.start, "o", color="black", markersize=7, zorder=4)
    ax.plot(*POINTS.best, "*", color="black", markersize=12, zorder=4)
    ax.annotate("start", POINTS.start, (7, 7), textcoords="offset points")
    ax.annotate("best line", POINTS.best, (9, 9), textcoords="offset points")
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="slope w", ylabel="intercept b")
    ax.grid(visible=False)


def _trace(ax: Axes, walk: np.ndarray, color: str, line: str, label: str, order: float = 2) -> None:
    marker = "." if len(walk) <= 80 else ""
    width = 1.6 if len(walk) <= 80 else 0.9
    ax.plot(*drawable(walk).T, color=color, linestyle=line, marker=marker, linewidth=width, label=label, zorder=order)


@when_ready
def parabola(*, mse: Function, title: str) -> None:
    """Draw the squared error of one prediction and its gradient, against how far off it is."""
    off = np.linspace(-3.0, 3.0, 61)
    pairs = [ask("mse", mse, (np.array([d]), np.array([0.0])), (), (1,)) for d in off]
    curves = {"loss": [float(loss) for loss, _ in pairs], "gradient": [float(grad[0]) for _, grad in pairs]}
    with panels(title, 1) as (_, (ax,)):
        for label, style in look(curves).items():
            ax.plot(off, curves[label], color=style.color, linestyle=style.line, label=label)
        ax.axhline(0.0, color="#808080", linewidth=0.8)
        ax.set(xlabel="prediction - target", ylabel="loss and its gradient")


@when_ready
def sharpness(*, softmax: Function, logits: Sequence[float], scales: Sequence[float], shift: float, title: str) -> None:
    """Draw the softmax of the same logits, scaled; and once more, shifted."""
    base = np.array(logits)
    rows = {f"logits times {scale:g}": base * scale for scale in scales}
    rows[f"logits plus {shift:g}"] = base + shift
    found = {label: ask("softmax", softmax, (row[None],), (1, len(base)))[0][0] for label, row in rows.items()}
    places = np.arange(len(base))
    with panels(title, 1) as (_, (ax,)):
        width = 0.8 / len(found)
        hatches = dict(zip(found, ("", "//", "..", "xx"), strict=False))
        for i, (label, style) in enumerate(look(found).items()):
            where = places + (i - (len(found) - 1) / 2) * width
            fill = "#ffffff" if hatches[label] == "xx" else style.color
            bars = ax.bar(where, found[label], width, color=fill, edgecolor=style.color, label=label)
            for bar in bars:
                bar.set_hatch(hatches[label])
        ax.set(xticks=places, xticklabels=[f"logit {z:g}" for z in base], ylabel="probability", ylim=(0, 1))
        ax.grid(visible=False, axis="x")


@when_ready
def price(*, cross_entropy: Function, mse: Function, title: str) -> None:
    """Draw what a probability for the true class of two costs: by cross-entropy, and by squared error."""
    chances = np.logspace(-6, 0, 121)
    target = np.array([[1.0, 0.0]])
    answers = [np.array([[p, 1.0 - p]]) for p in chances]
    curves = {
        "cross-entropy": [float(ask("cross_entropy", cross_entropy, (p, target), ())[0]) for p in answers],
        "squared error": [float(ask("mse", mse, (p, target), (), (1, 2))[0]) for p in answers],
    }
    with panels(title, 1) as (_, (ax,)):
        for label, style in look(curves).items():
            ax.plot(chances, curves[label], color=style.color, linestyle=style.line, label=label)
        ax.set(xscale="log", xlabel="probability that the model gives the true class", ylabel="loss of one sample")


@when_ready
def pull(*, softmax_cross_entropy: Function, softmax: Function, mse: Function, title: str) -> None:
    """Draw how hard two losses pull on the logit of the true class, against its lead over the other."""
    lead = np.linspace(-10.0, 10.0, 401)
    target = np.array([[1.0, 0.0]])
    logits = [np.array([[z, 0.0]]) for z in lead]
    fused = [ask("softmax_cross_entropy", softmax_cross_entropy, (z, target), (), (1, 2)) for z in logits]
    chances = [ask("softmax", softmax, (z,), (1, 2))[0] for z in logits]
    squared = np.array([float(ask("mse", mse, (p, target), (), (1, 2))[0]) for p in chances])
    losses = {"cross-entropy": np.array([float(loss) for loss, _ in fused]), "squared error": squared}
    pulls = {
        "cross-entropy": np.array([-grad[0, 0] for _, grad in fused]),
        "squared error": -np.gradient(squared, lead),
    }
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in look(losses).items():
            left.plot(lead, losses[label], color=style.color, linestyle=style.line, label=label)
            right.plot(lead, pulls[label], color=style.color, linestyle=style.line)
        left.set(xlabel="lead of the true class's logit", ylabel="loss of one sample")
        right.set(xlabel="lead of the true class's logit", ylabel="pull on it, minus the gradient")


@when_ready
def step_sizes(*, gradient_check: Function, title: str) -> None:
    """Draw the error that a gradient check reports for a gradient that is right, against its step."""
    widths = np.logspace(-13, 0, 53)
    point = np.array([0.3, -1.1, 2.0])

    def wave(x: np.ndarray) -> float:
        return float(np.sum(np.exp(np.sin(x))))

    exact = np.cos(point) * np.exp(np.sin(point))
    asked = [(wave, point.copy(), exact.copy(), h) for h in widths]
    errors = [float(ask("gradient_check", gradient_check, each, (3,), ())[1]) for each in asked]
    with panels(title, 1) as (_, (ax,)):
        (style,) = look(["gradient_check"]).values()
        ax.plot(widths, np.maximum(errors, 1e-17), ".-", color=style.color, label="error that gradient_check reports")
        rounding, bending = 1e-16 / widths, 0.3 * widths**2
        for values, text, line in ((rounding, "rounding, ~ 1/h", ":"), (bending, "curvature, ~ h²", "--")):
            ax.plot(widths, values, color="#808080", linestyle=line, linewidth=1.2, label=text)
        ax.set(xscale="log", yscale="log", ylim=(1e-14, 2), xlabel="step h", ylabel="largest relative error")


@when_ready
def own_gradient(*, gradient_check: Function, softmax_cross_entropy: Function, title: str) -> None:
    """Draw the gradient that softmax_cross_entropy gives against the one that gradient_check measures."""
    rng = np.random.default_rng(0)
    logits, targets = 2 * rng.normal(size=(12, 5)), np.eye(5)[rng.integers(0, 5, 12)]

    def loss(z: np.ndarray) -> float:
        return float(ask("softmax_cross_entropy", softmax_cross_entropy, (z, targets), (), z.shape)[0])

    _, computed = ask("softmax_cross_entropy", softmax_cross_entropy, (logits, targets), (), logits.shape)
    measured, error = ask("gradient_check", gradient_check, (loss, logits, computed), logits.shape, ())
    with panels(title, 1, height=4.2) as (_, (ax,)):
        (style,) = look(["gradient"]).values()
        ax.plot([-1, 1], [-1, 1], color="#808080", linewidth=1.0)
        label = f"60 elements of the gradient; largest relative error {float(error):.0e}"
        ax.plot(measured.ravel(), computed.ravel(), "o", color=style.color, markersize=5, alpha=0.7, label=label)
        ax.set(xlabel="slope measured by gradient_check", ylabel="slope by softmax_cross_entropy")


@when_ready
def sheet(*, affine_forward: Function, weights: np.ndarray, bias: np.ndarray, title: str) -> None:
    """Draw a grid of points and a circle before and after a layer of two inputs and two outputs."""
    marks = np.linspace(-1.0, 1.0, 9)
    fine = np.linspace(-1.0, 1.0, 41)
    turn = np.linspace(0.0, 2 * np.pi, 121)
    rows = [np.stack([fine, np.full_like(fine, mark)], axis=1) for mark in marks]
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    curves = [*rows, *(row[:, ::-1] for row in rows), circle]
    moved = [ask("affine_forward", affine_forward, (curve, weights, bias), curve.shape)[0] for curve in curves]
    with panels(title, 1, 1, height=4.2) as (_, axes):
        for ax, drawn, text in zip(axes, (curves, moved), ("inputs X", "outputs Y = X W + b"), strict=True):
            for curve in drawn[:-1]:
                ax.plot(*curve.T, color="#9fb3c8", linewidth=0.9)
            (style,) = look(["circle"]).values()
            ax.plot(*drawn[-1].T, color=style.color)
            ax.plot(0, 0, "+", color="black", markersize=10)
            ax.set(aspect="equal", xlim=(-2.3, 3.1), ylim=(-2.3, 1.7), xlabel="first axis", ylabel="second axis")
            ax.set_title(text, loc="left")


@when_ready
def classifier(
    train: Callable[[list[np.ndarray]], Any],
    *,
    minibatches: Function,
    samples: int,
    batch_size: int,
    steps: int,
    images: np.ndarray,
    labels: np.ndarray,
    title: str,
) -> None:
    """Train a linear classifier of digits, and draw its losses and what it looks for in each class.

    train: mini-batches of indices -> (W, b, losses), the student's loop on `samples` images. images: (M, 784) and
    labels: (M,), held out, for the accuracy.
    """
    rng = np.random.default_rng(0)
    batches: list[np.ndarray] = []
    while len(batches) < steps:
        batches += cut(minibatches, rng.permutation(samples), batch_size)
    pixels, classes = images.shape[1], int(labels.max()) + 1
    W, b, losses = ask("softmax_regression", train, (batches[:steps],), (pixels, classes), (classes,), (steps,))
    right = float(np.mean((images @ W + b).argmax(axis=1) == labels))
    side = int(np.sqrt(pixels))
    columns = (classes + 1) // 2
    tiles = np.full((2 * (side + 2), columns * (side + 2)), np.nan)
    for k in range(classes):
        top, left = divmod(k, columns)
        place = slice(top * (side + 2), top * (side + 2) + side), slice(left * (side + 2), left * (side + 2) + side)
        tiles[place] = W[:, k].reshape(side, side)
    with panels(title, 1, 1.55) as (_, (curve, picture)):
        (style,) = look(["losses"]).values()
        edges = np.unique(np.geomspace(1, steps + 1, 40).astype(int)) - 1
        means = np.add.reduceat(losses, edges[:-1]) / np.diff(edges)
        label = f"summed loss of a mini-batch; at the end {right:.1%} of the held-out images are right"
        curve.plot((edges[:-1] + edges[1:] + 1) / 2, means, color=style.color, label=label)
        curve.plot([1], [losses[0]], "o", color=style.color, markersize=5)
        curve.annotate(f"{losses[0]:.4f}", (1, losses[0]), (-2, -28), textcoords="offset points")
        curve.set(xscale="log", yscale="log", xlabel="mini-batch", ylabel="loss, summed over the mini-batch")
        bound = float(np.nanmax(np.abs(tiles)))
        shown = picture.imshow(tiles, cmap="RdBu_r", vmin=-bound, vmax=bound)
        for k in range(classes):
            top, left = divmod(k, columns)
            picture.text(left * (side + 2) + 1, top * (side + 2) + 3, str(k), fontsize=9, fontweight="bold", va="top")
        picture.set_axis_off()
        bar = picture.figure.colorbar(shown, ax=picture, shrink=0.75)
        bar.set_label("weight of the pixel")


def ask(name: str, function: Function, arguments: Iterable[Any], *shapes: tuple[int, ...]) -> list[np.ndarray]:
    """What the exercise of that name returns, as floats: one array per shape, or NotReadyError where it is not that."""
    try:
        with np.errstate(all="ignore"):  # the picture shows what overflows
            result = function(*arguments)
    except NotReadyError:
        raise
    except Exception as error:
        raise NotReadyError(name, fault("it", error)) from error
    values = [result] if len(shapes) == 1 else result
    if not isinstance(values, tuple | list) or len(values) != len(shapes):
        raise NotReadyError(name, f"it returns {type(result).__name__} instead of {len(shapes)} values")
    try:
        arrays = [np.asarray(value, dtype=float) for value in values]
    except (TypeError, ValueError) as error:
        raise NotReadyError(name, "it returns something that is no array of numbers") from error
    for array, shape in zip(arrays, shapes, strict=True):
        if array.shape != shape:
            raise NotReadyError(name, f"it returns an array of shape {array.shape} instead of {shape}")
    return arrays


def cut(minibatches: Function, order: np.ndarray, batch_size: int) -> list[np.ndarray]:
    """One epoch in the student's mini-batches of indices. Raises NotReadyError."""
    try:
        batches = [np.asarray(batch) for batch in minibatches(order, batch_size)]
    except Exception as error:
        raise NotReadyError("minibatches", fault("it", error)) from error
    fits = (b.ndim == 1 and b.dtype.kind in "iu" and b.size and b.min() >= 0 and b.max() < len(order) for b in batches)
    if not batches or not all(fits):
        raise NotReadyError("minibatches", "it gives no list of index arrays")
    return batches


def look(labels: Iterable[str]) -> dict[str, Style]:
    """A colour and a line for each label, in their order."""
    return {label: _STYLES[i % len(_STYLES)] for i, label in enumerate(labels)}
