"""Walks over a surface: where an optimizer goes, how fast it gets there, how long its steps are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from grader.viz.styles import OPTIMIZER_STYLES, drawable, panels, styles
from grader.viz.surfaces import Surface
from grader.viz.walks import Factory, attempt, ready, tell, walk

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def paths(
    surface: Surface,
    optimizers: Mapping[str, Factory],
    *,
    steps: int,
    title: str,
    start: tuple[float, float] | None = None,
) -> None:
    """Draw the path of every optimizer over the contours of a surface, and beside it the loss after each step."""
    origin = start or surface.start
    walks = ready(lambda label, factory: walk(label, factory, origin, surface.gradient, steps), optimizers)
    if not walks:
        return
    with panels(title, 1.35, 1) as (_, (plane, curve)):
        _contours(plane, surface)
        for label, style in styles(walks).items():
            points = walks[label]
            _trace(plane, points, surface, color=style.color, linestyle=style.line, label=label)
            curve.plot(_losses(surface, points), color=style.color, linestyle=style.line)
        _landmarks(plane, surface, origin)
        worst = float(surface.loss(np.array(origin)))
        curve.set(yscale="log", xlabel="step", ylabel="loss", xlim=(0, steps))
        curve.set_ylim(max(curve.get_ylim()[0], 1e-12), min(curve.get_ylim()[1], 100 * worst))


def step_lengths(surface: Surface, optimizers: Mapping[str, Factory], *, steps: int, title: str) -> None:
    """Draw how long every step of every optimizer is, and beside it the loss."""
    walks = ready(lambda label, factory: walk(label, factory, surface.start, surface.gradient, steps), optimizers)
    if not walks:
        return
    with panels(title, 1, 1) as (_, (lengths, curve)):
        for label, style in styles(walks).items():
            points = walks[label]
            with np.errstate(all="ignore"):
                moved = np.linalg.norm(np.diff(points, axis=0), axis=1)
            lengths.plot(np.arange(1, steps + 1), drawable(moved), color=style.color, linestyle=style.line, label=label)
            curve.plot(_losses(surface, points), color=style.color, linestyle=style.line)
        lengths.set(xscale="log", yscale="log", xlabel="step", ylabel="length of the step")
        curve.set(yscale="log", xlabel="step", ylabel="loss", xlim=(0, steps))


def two_views(surface: Surface, torch_form: Factory, lookahead: Factory, *, momentum: float, steps: int) -> None:
    """Draw both forms of Nesterov's method from one start, and how far they are from being one walk.

    momentum: of both. The velocity is read off the look-ahead form's own walk: it is its last step.
    """
    names = ("Nesterov", "NesterovLookahead")
    walks, reasons = attempt(
        lambda name, factory: walk(name, factory, surface.start, surface.gradient, steps),
        dict(zip(names, (torch_form, lookahead), strict=True)),
    )
    if reasons:
        return tell(reasons)
    phi, theta = (walks[name] for name in names)
    velocity = np.diff(theta, axis=0, prepend=theta[:1])
    apart = np.abs(phi - theta).max(axis=1)
    shifted = np.abs(phi - (theta + momentum * velocity)).max(axis=1)
    same = bool(shifted.max() < 1e-9)
    title = (
        f"One method, seen from two points: φ and θ + μv differ by at most {shifted.max():.0e}"
        if same
        else f"φ and θ + μv differ by up to {shifted.max():.1g}: one of the two classes is not right yet"
    )
    first, second = (OPTIMIZER_STYLES[name] for name in names)
    with panels(title, 1.35, 1) as (_, (plane, curve)):
        _contours(plane, surface)
        _trace(plane, phi, surface, color=first.color, linestyle=first.line, label="φ of Nesterov")
        _trace(plane, theta, surface, color=second.color, linestyle=second.line, label="θ of NesterovLookahead")
        ahead = theta + momentum * velocity
        plane.plot(*ahead.T, "o", color="black", markersize=5, fillstyle="none", label="θ + μv")
        _landmarks(plane, surface, surface.start)
        floor = 1e-17  # a difference of exactly 0 has no place on a log axis
        taken = np.arange(1, steps + 1)
        curve.plot(taken, apart[1:], color=second.color, linestyle=second.line, label="largest |φ - θ|")
        rest = np.maximum(shifted[1:], floor)
        curve.plot(taken, rest, "o", color="black", markersize=3, label="largest |φ - (θ + μv)|")
        curve.set(yscale="log", xlabel="step", ylabel="difference", ylim=(floor / 2, 10))
    return None


def _losses(surface: Surface, points: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return drawable(surface.loss(points))


def _contours(ax: Axes, surface: Surface) -> None:
    left, right, bottom, top = surface.window
    grid = np.stack(np.meshgrid(np.linspace(left, right, 240), np.linspace(bottom, top, 240)), axis=-1)
    height = np.log10(surface.loss(grid) + 0.03)
    ax.contourf(grid[..., 0], grid[..., 1], height, levels=16, cmap="Blues", alpha=0.22)
    ax.contour(grid[..., 0], grid[..., 1], height, levels=16, colors="#8fa3b5", linewidths=0.4, linestyles="solid")
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="weight x", ylabel="weight y")
    ax.grid(visible=False)


def _trace(ax: Axes, points: np.ndarray, surface: Surface, *, color: str, linestyle: str, label: str) -> None:
    """A path, cut where it leaves the picture for good; a dot per step while there are few."""
    left, right, bottom, top = surface.window
    inside = (points >= (left, bottom)).all(axis=1) & (points <= (right, top)).all(axis=1)
    seen = points[: int(np.flatnonzero(inside)[-1]) + 2] if inside.any() else points[:1]
    marker = "." if len(points) <= 80 else ""
    ax.plot(*seen.T, color=color, linestyle=linestyle, marker=marker, markersize=4, linewidth=1.6, label=label)


def _landmarks(ax: Axes, surface: Surface, start: tuple[float, float]) -> None:
    ax.plot(*start, "o", color="black", markersize=7)
    ax.plot(*surface.minimum, "*", color="black", markersize=12)
    for text, place, offset in (("start", start, (7, 7)), ("minimum", surface.minimum, surface.label)):
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.65}
        ax.annotate(text, place, xytext=offset, textcoords="offset points", fontsize=9, bbox=box)
