"""Walks of a straight line towards its points: learning rates, mini-batches on one clock, by hand and by framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from grader.viz.answers import Function, ask, cut, look, told
from grader.viz.styles import drawable, panels
from grader.viz.walks import NotReadyError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


@told
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


@told
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


@told
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
