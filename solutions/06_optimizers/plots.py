"""Handed out with the lab: pictures of optimizers on surfaces, on prescribed gradients, and on digits.

A function that draws optimizers takes `{label: factory}`, where a factory makes an optimizer of the student's for a
list of parameters, `{"Adam": lambda params: Adam(params, lr=0.1)}`. The label starts with the exercise's name; what
follows tells several runs of one exercise apart ("Adam, eps 1e-4").
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import signature
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import viz
from grader.viz import (
    Factory,
    NotReadyError,
    Run,
    attempt,
    drawable,
    fault,
    owner,
    panels,
    progress,
    ready,
    report_not_ready,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: Each exercise of the lab has one colour in every picture.
styles = partial(viz.styles, order=viz.recorded_exercises(__file__))


Gradient = Callable[[np.ndarray], np.ndarray]
Train = Callable[[Any, Any, np.random.Generator], Any]


#: What the argument of `step` is called where it is a function that gives gradients.
FUNCTION_NAMES = frozenset({"gradient", "grad_fn"})


def loss_curves(runs: Mapping[str, Run], *, title: str) -> None:
    """Draw the training loss of every run on log axes, with the accuracies in the legend."""
    viz.loss_curves(runs, title=title, styles=styles)


@dataclass(frozen=True)
class Surface:
    """A loss of two weights.

    loss: points (..., 2) -> (...,). gradient: point (2,) -> (2,). start, minimum: points.
    window: (left, right, bottom, top) of the picture. label: where the word "minimum" stands, in points from it.
    """

    name: str
    loss: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    start: tuple[float, float]
    minimum: tuple[float, float]
    window: tuple[float, float, float, float]
    label: tuple[float, float] = (7, -24)


def _beale(point: np.ndarray) -> np.ndarray:
    x, y = point[..., 0], point[..., 1]
    return np.asarray((1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2)


def _beale_gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return np.array(
        [
            2 * a * (y - 1) + 2 * b * (y**2 - 1) + 2 * c * (y**3 - 1),
            2 * a * x + 4 * b * x * y + 6 * c * x * y**2,
        ]
    )


_CURVATURE = np.array([1.0, 25.0])

#: An elongated quadratic, (x² + 25 y²) / 2: 25 times as steep across as along.
VALLEY = Surface(
    "valley",
    lambda point: np.asarray((_CURVATURE * point**2).sum(axis=-1) / 2),
    lambda point: _CURVATURE * point,
    start=(-4.0, 1.0),
    minimum=(0.0, 0.0),
    window=(-4.6, 2.2, -1.6, 1.6),
    label=(-21, -58),
)

#: Beale's function: flat plateaus, a curved valley, steep walls at the corners; its minimum is 0 at (3, 0.5).
BEALE = Surface(
    "Beale",
    _beale,
    _beale_gradient,
    start=(1.0, 1.5),
    minimum=(3.0, 0.5),
    window=(-0.5, 4.4, -1.4, 2.2),
)


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
        return report_not_ready(reasons)
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
    first, second = styles(names).values()
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
    visible = points[: int(np.flatnonzero(inside)[-1]) + 2] if inside.any() else points[:1]
    marker = "." if len(points) <= 80 else ""
    ax.plot(*visible.T, color=color, linestyle=linestyle, marker=marker, markersize=4, linewidth=1.6, label=label)


def _landmarks(ax: Axes, surface: Surface, start: tuple[float, float]) -> None:
    ax.plot(*start, "o", color="black", markersize=7)
    ax.plot(*surface.minimum, "*", color="black", markersize=12)
    for text, place, offset in (("start", start, (7, 7)), ("minimum", surface.minimum, surface.label)):
        box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.65}
        ax.annotate(text, place, xytext=offset, textcoords="offset points", fontsize=9, bbox=box)


def rates(optimizers: Mapping[str, Factory], gradients: np.ndarray, weights: Sequence[str], *, title: str) -> None:
    """Draw the rate that each weight really gets, |step| / |gradient|, where its gradient is not zero.

    gradients: (T, D), one row per step. weights: D names.
    """

    def run(label: str, factory: Factory) -> np.ndarray:
        rows = iter(gradients)
        return walk(label, factory, np.zeros(gradients.shape[1]), lambda _: np.array(next(rows)), len(gradients))

    walks = ready(run, optimizers)
    if not walks:
        return
    labels = {(label, weight): f"{label}: {weight}" if weight else label for label in walks for weight in weights}
    look = styles(labels.values())
    with panels(title, 1) as (_, (ax,)):
        for (label, weight), text in labels.items():
            column = weights.index(weight)
            felt = gradients[:, column] != 0
            taken = np.abs(np.diff(walks[label][:, column]))[felt] / np.abs(gradients[felt, column])
            style = look[text]
            marker = "o" if felt.mean() < 0.5 else ""
            steps = np.flatnonzero(felt) + 1
            ax.plot(steps, taken, color=style.color, linestyle=style.line, marker=marker, markersize=4, label=text)
        ax.set(yscale="log", xlabel="step", ylabel="rate of the weight, |step| / |gradient|", xlim=(0, len(gradients)))


def small_gradients(optimizers: Mapping[str, Factory], *, steps: int, title: str) -> None:
    """Draw the mean length of a step against the size of a gradient that stays the same."""
    sizes = np.logspace(-10, 0, 61)

    def run(label: str, factory: Factory) -> np.ndarray:
        points = walk(label, factory, np.zeros(len(sizes)), lambda _: sizes.copy(), steps)
        return np.asarray(np.abs(points[-1] - points[0]) / steps)

    lengths = ready(run, optimizers)
    if not lengths:
        return
    with panels(title, 1) as (_, (ax,)):
        for label, style in styles(lengths).items():
            ax.plot(sizes, lengths[label], color=style.color, linestyle=style.line, label=label)
        ax.set(xscale="log", yscale="log", xlabel="size of the gradient", ylabel="mean length of a step")


def shrinkage(
    optimizers: Mapping[str, Factory],
    *,
    l2: Mapping[str, float],
    noise: Sequence[float],
    steps: int,
    expected: float,
    title: str,
) -> None:
    """Draw how weights shrink when their gradients are noise about zero: only the decay is left to pull them.

    l2: {label: coefficient}, the penalty whose gradient that optimizer finds in its gradients. noise: standard
    deviations, one panel each. expected: the factor per step that pure decay would give. 500 weights each, all from 1.
    """
    many = 500

    def run(label: str, factory: Factory) -> np.ndarray:
        rng = np.random.default_rng(0)
        params = [np.ones(many) for _ in noise]
        optimizer = make(label, factory, params)
        means = [[p.mean() for p in params]]
        for _ in range(steps):
            draws = [scale * rng.standard_normal(many) for scale in noise]
            advance(label, optimizer, [g + l2.get(label, 0.0) * p for g, p in zip(draws, params, strict=True)])
            means.append([p.mean() for p in params])
        return np.array(means)

    found = ready(run, optimizers)
    if not found:
        return
    with panels(title, *[1.0] * len(noise), height=3.6) as (_, axes):
        for column, (ax, scale) in enumerate(zip(axes, noise, strict=True)):
            decay = expected ** np.arange(steps + 1)
            ax.plot(decay, color="#bbbbbb", linewidth=5, label="decay alone")
            for label, style in styles(found).items():
                ax.plot(found[label][:, column], color=style.color, linestyle=style.line, label=label)
            ax.set(title=f"gradients near {scale:g}", xlabel="step", ylim=(-0.1, 1.1), xlim=(0, steps))
        axes[0].set_ylabel("mean of the weights")


_COLORS = ("#c44e52", "#2a7f3f")


def averages(series: np.ndarray, decays: Sequence[float], title: str) -> None:
    """Draw the moving average of a series (T,) for several decay rates, as it is and divided by its weights' sum."""
    steps = np.arange(1, len(series) + 1)
    with panels(title, *[1.0] * len(decays), height=3.5) as (_, axes):
        for ax, decay in zip(axes, decays, strict=True):
            weights = (1 - decay) * decay ** (steps - 1)  # of the newest value first
            sums = np.convolve(series, weights)[: len(series)]
            ax.plot(steps, series, ".", color="#bbbbbb", markersize=3, label="what is averaged")
            ax.plot(steps, sums, "--", color=_COLORS[0], label="average that starts at 0")
            ax.plot(steps, sums / np.cumsum(weights), "-", color=_COLORS[1], label="corrected average")
            ax.set(title=f"decay rate {decay:g}", xlabel="step t", ylim=(0, 1.15 * float(np.max(series))))
        axes[0].set_ylabel("value")
        for ax in axes[1:]:
            ax.tick_params(labelleft=False)


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
    labels (N,): held out, for the accuracy. steps: updates per run, for the progress bar. What is not ready is reported
    in one line and left out.
    """
    bar = progress(steps * len(optimizers))

    def run(label: str, factory: Factory) -> Run:
        model = network()
        watched = _Watched(label, make(label, factory, model.params), model, images, labels, bar)
        bar.set_description_str(label, refresh=False)
        start = time.perf_counter()
        losses = _trained(train, model, watched, seed)
        result = Run(losses, watched.accuracy(), time.perf_counter() - start)
        bar.set_postfix_str(f"accuracy {result.accuracy:.1%}")
        return result

    try:
        runs, reasons = attempt(run, optimizers)
        bar.leave = bool(runs)
    finally:
        bar.close()
    report_not_ready(reasons, alone=not runs)
    return runs


def _trained(train: Train, network: Any, optimizer: Any, seed: int) -> np.ndarray:
    """The losses that the student's loop returns. Raises NotReadyError."""
    try:
        with np.errstate(all="ignore"):  # a rate that is too high may well diverge, and the picture shows it
            losses = np.asarray(train(network, optimizer, np.random.default_rng(seed)), dtype=float)
    except NotReadyError:
        raise
    except Exception as error:
        raise NotReadyError("train_mnist", fault("it", error)) from error
    if losses.ndim != 1 or losses.size == 0:
        raise NotReadyError("train_mnist", f"it returns losses of shape {losses.shape} instead of one per mini-batch")
    return losses


def spirals(rng: np.random.Generator, points: int = 300, noise: float = 0.08) -> tuple[np.ndarray, np.ndarray]:
    """Two arms that wind once round each other: points (N, 2), and the arm of each, 0 or 1."""
    arms = np.arange(points) % 2
    radius = rng.uniform(0.2, 2.0, points)
    angle = np.pi * (radius + arms)
    clean = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return clean + noise * rng.normal(size=clean.shape), arms


def boundaries(
    train: Train,
    optimizers: Mapping[str, Factory],
    *,
    network: Callable[[], Any],
    points: np.ndarray,
    classes: np.ndarray,
    title: str,
) -> None:
    """Train a fresh network with every optimizer, and draw where it decides for which of two classes.

    train: (network, optimizer, rng) -> losses, the student's loop. network: makes a network of two inputs and two
    classes, the same each time. points (N, 2), classes (N,): what it is trained on, drawn on top.
    """

    def run(label: str, factory: Factory) -> Any:
        model = network()
        optimizer = make(label, factory, model.params)
        _trained(train, model, SimpleNamespace(step=partial(advance, label, optimizer)), seed=0)
        return model

    models = ready(run, optimizers)
    if not models:
        return
    edge = 1.1 * float(np.abs(points).max())
    side = np.linspace(-edge, edge, 160)
    plane = np.stack(np.meshgrid(side, side), axis=-1)
    with panels(title, *[1.0] * len(models), height=2.9) as (_, axes):
        for ax, (label, model) in zip(axes, models.items(), strict=True):
            decided = model.predict(plane.reshape(-1, 2)).reshape(plane.shape[:2])
            ax.contourf(side, side, decided, levels=[-0.5, 0.5, 1.5], colors=_ARMS, alpha=0.25)
            for arm, (color, marker) in enumerate(zip(_ARMS, "o^", strict=True)):
                ax.plot(*points[classes == arm].T, marker, color=color, markersize=2.5)
            right = float(np.mean(model.predict(points) == classes))
            ax.set(aspect="equal", xticks=[], yticks=[], title=f"{label}\n{right:.0%} of the points right")
            ax.grid(visible=False)


_ARMS = ("#0072b2", "#d55e00")


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


def make(label: str, factory: Factory, params: list[np.ndarray]) -> Any:
    """The student's optimizer for these parameters. Raises NotReadyError."""
    try:
        return factory(params)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its __init__", error)) from error


def advance(label: str, optimizer: Any, argument: Any) -> None:
    """One step. Raises NotReadyError."""
    try:
        optimizer.step(argument)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its step", error)) from error


def walk(
    label: str, factory: Factory, start: Iterable[float] | np.ndarray, gradient: Gradient, steps: int
) -> np.ndarray:
    """Where an optimizer goes: (steps + 1, D) points from `start` on. Raises NotReadyError.

    A `step` whose argument is named in FUNCTION_NAMES gets a function that gives gradients instead of them.
    """
    point = np.array(start, dtype=float)
    optimizer = make(label, factory, [point])
    wants_function = not FUNCTION_NAMES.isdisjoint(signature(optimizer.step).parameters)
    visited = [point.copy()]
    with np.errstate(all="ignore"):  # a rate that is too high may well diverge, and the picture shows it
        for _ in range(steps):
            here = (lambda params: [gradient(p) for p in params]) if wants_function else [gradient(point)]
            advance(label, optimizer, here)
            visited.append(point.copy())
    points = np.array(visited)
    if (points == points[0]).all():
        raise NotReadyError(owner(label), "its step leaves the parameters as they were")
    return points
