"""Handed out with the lab: pictures of optimizers on prescribed gradients, of zeros, and of weights as images.

A function that draws optimizers takes `{label: factory}`, where a factory makes an optimizer for a list of parameters,
`{"Adamax": lambda params: Adamax(params, lr=0.1)}`. The label starts with the exercise's name; what follows tells
several runs of one exercise apart ("Adamax, beta2 0.9"). "plain descent" is no exercise: `given.HeavyBall`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from grader import viz
from grader.viz import Factory, NotReadyError, attempt, drawable, fault, grid, owner, panels, report_not_ready

if TYPE_CHECKING:
    from given import Digits

#: Each exercise of the lab has one colour in every picture.
styles = partial(viz.styles, order=viz.recorded_exercises(__file__))

#: The label of gradient descent without momentum, which needs no answer.
PLAIN = "plain descent"
_GREY = "#8c8c8c"


def plain(params: list[np.ndarray], lr: float) -> Any:
    """Make gradient descent without momentum."""
    from given import HeavyBall

    return HeavyBall(params, lr=lr, momentum=0.0)


def torch_momentum(params: list[np.ndarray], lr: float) -> Any:
    """Make momentum as torch has it."""
    from given import HeavyBall

    return HeavyBall(params, lr=lr, momentum=0.9)


# One weight, prescribed gradients


def lowered(
    optimizers: Mapping[str, Factory], *, steps: int, at: int, to: float, title: str, given: Sequence[str] = ()
) -> None:
    """Draw the length of each step for a gradient that is always 1; before the step `at`, lr is set to `to`."""

    def run(label: str, factory: Factory) -> np.ndarray:
        return _lengths(label, factory, np.ones((steps, 1)), {at: to})[:, 0]

    found = _answered(run, optimizers, given)
    if found:
        with panels(title, 1) as (_, (ax,)):
            for label, style in styles(found).items():
                ax.plot(np.arange(1, steps + 1), found[label], color=style.color, linestyle=style.line, label=label)
            ax.axvline(at - 0.5, color="black", linewidth=0.8)
            ax.annotate("lr is lowered", (at - 0.5, ax.get_ylim()[1]), (5, -12), textcoords="offset points", fontsize=9)
            ax.set(yscale="log", xlabel="step", ylabel="length of the step", xlim=(0, steps))


def first_steps(optimizers: Mapping[str, Factory], *, title: str) -> None:
    """Draw the length of the very first step against the size of the gradient."""
    sizes = np.logspace(-4, 2, 61)
    found = _answered(lambda label, factory: _lengths(label, factory, sizes[None])[0], optimizers)
    if found:
        with panels(title, 1) as (_, (ax,)):
            for label, style in styles(found).items():
                ax.plot(sizes, drawable(found[label]), color=style.color, linestyle=style.line, label=label)
            ax.set(xscale="log", yscale="log", xlabel="size of the first gradient", ylabel="length of the first step")


def equal_gradients(
    optimizers: Mapping[str, Factory], sizes: Sequence[float], *, steps: int, lr: float, title: str
) -> None:
    """Draw each step's length in units of lr, for gradients that stay as they are; one panel per optimizer."""
    every = np.tile(np.array(sizes, dtype=float), (steps, 1))
    found = _answered(lambda label, factory: _lengths(label, factory, every) / lr, optimizers)
    if not found:
        return
    with panels(title, *[1.0] * len(found)) as (_, axes):
        for ax, (label, lengths) in zip(axes, found.items(), strict=True):
            for column, (size, color) in enumerate(
                zip(sizes, ("#0072b2", "#009e73", "#d55e00", "#aa4499"), strict=False)
            ):
                ax.plot(np.arange(1, steps + 1), lengths[:, column], color=color, label=f"every gradient is {size:g}")
            ax.axhline(1, color="black", linewidth=0.8)
            ax.set(title=label, yscale="log", xlabel="step", ylabel="length of the step, in units of lr")


def after_a_spike(optimizers: Mapping[str, Factory], *, spike: float, at: int, steps: int, title: str) -> None:
    """Draw the length of each step for gradients of 1, one of which is `spike`."""
    gradients = np.ones((steps, 1))
    gradients[at - 1] = spike
    found = _answered(lambda label, factory: _lengths(label, factory, gradients)[:, 0], optimizers)
    if found:
        with panels(title, 1) as (_, (ax,)):
            for label, style in styles(found).items():
                ax.plot(np.arange(1, steps + 1), found[label], color=style.color, linestyle=style.line, label=label)
            ax.set(yscale="log", xlabel="step", ylabel="length of the step", xlim=(0, steps))
            ax.set_ylim(top=2 * ax.get_ylim()[1])
            ax.annotate(f"gradient {spike:g}", (at, ax.get_ylim()[1]), (5, -12), textcoords="offset points", fontsize=9)


def toward_zero(optimizers: Mapping[str, Factory], *, l1: float, steps: int, title: str, given: Sequence[str]) -> None:
    """Draw how a weight whose best value is 0 gets there, and what one step without a gradient makes of a weight.

    The loss is (theta - 0.05)^2 / 2 + l1 |theta|. An optimizer of `given` gets the slope of the penalty in its
    gradient; the others are made for the penalty themselves.
    """

    def run(label: str, factory: Factory) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        penalty = l1 if label in given else 0.0
        weight = np.array([1.0])
        optimizer = _make(label, factory, [weight])
        walk = [1.0]
        for _ in range(steps):
            _advance(label, optimizer, [weight - 0.05 + penalty * np.sign(weight)])
            walk.append(float(weight[0]))
        _moved(label, len(set(walk)) > 1)
        places = optimizer.lr * l1 * np.linspace(-3, 3, 300)
        moved = places.copy()
        _advance(label, _make(label, factory, [moved]), [penalty * np.sign(places)])
        return np.array(walk), places, moved

    found = _answered(run, optimizers, given)
    if not found:
        return
    with panels(title, 1, 1.35) as (_, (once, curve)):
        for label, style in styles(found).items():
            walk, places, moved = found[label]
            once.plot(places, moved, color=style.color, linestyle=style.line, label=label)
            sizes = np.where(walk == 0, np.nan, np.abs(walk))
            curve.plot(sizes, color=style.color, linestyle=style.line)
            zeros = np.flatnonzero(walk == 0)
            if zeros.size:
                curve.axvline(zeros[0], color=style.color, linestyle=":", linewidth=1.2)
                curve.annotate(
                    "exactly 0 from here on", (zeros[0], 0.5), (4, 0), textcoords="offset points", fontsize=9
                )
        once.set(xlabel="weight before the step", ylabel="weight after it", aspect="equal")
        curve.set(yscale="log", xlabel="step", ylabel="size of the weight", xlim=(0, steps))


def only_signs(optimizers: Mapping[str, Factory], *, rounds: int, title: str, given: Sequence[str]) -> None:
    """Draw the loss in a valley of three heights, and a weight pushed nine times a little and once a lot.

    Left: (x^2 + 25 y^2) / 2 from (-4, 1), times 1e-6, 1 and 1e6, for the optimizers that are not of `given`.
    Right: gradients 0.1, nine times, then -0.9, over and over: their mean is 0.
    """
    bends, factors = np.array([1.0, 25.0]), (1e-6, 1.0, 1e6)
    pushes = np.tile([0.1] * 9 + [-0.9], rounds)

    def run(label: str, factory: Factory) -> tuple[list[np.ndarray], np.ndarray]:
        losses = []
        for factor in () if label in given else factors:
            point = np.array([-4.0, 1.0])
            optimizer = _make(label, factory, [point])
            heights = [float(bends @ point**2) / 2]
            for _ in range(60):
                _advance(label, optimizer, [factor * bends * point])
                heights.append(float(bends @ point**2) / 2)
            losses.append(np.array(heights))
        weight = np.zeros(1)
        optimizer, walk = _make(label, factory, [weight]), [0.0]
        for push in pushes:
            _advance(label, optimizer, [np.array([push])])
            walk.append(float(weight[0]))
        _moved(label, len(set(walk)) > 1)
        return losses, np.array(walk)

    found = _answered(run, optimizers, given)
    if not found:
        return
    with panels(title, 1, 1) as (_, (valley, pushed)):
        for label, style in styles(found).items():
            losses, walk = found[label]
            for heights, factor, width in zip(losses, factors, (6.0, 3.0, 1.0), strict=False):
                color = {1e-6: "#c9c9c9", 1.0: "#7d7d7d", 1e6: style.color}[factor]
                valley.plot(heights, color=color, linewidth=width, label=f"{label}, gradients times {factor:g}")
            pushed.plot(walk, color=style.color, linestyle=style.line, label=label)
        valley.set(yscale="log", xlabel="step", ylabel="loss, before it is multiplied")
        pushed.set(xlabel="step", ylabel="weight")


def handed_over(optimizer_step: Callable[..., Any], *, l2: Sequence[float], title: str) -> None:
    """Draw the length of the gradient that reaches the optimizer against max_norm, for several strengths of decay.

    The weights are (10, -10), the gradient is (3, 4).
    """
    limits = np.logspace(-2, 1.5, 60)
    weights, gradient = np.array([10.0, -10.0]), np.array([3.0, 4.0])

    class Recorder:
        def __init__(self) -> None:
            self.params, self.lr = [weights.copy()], 0.1
            self.got: list[np.ndarray] = []

        def step(self, grads: Sequence[np.ndarray]) -> None:
            self.got.append(np.array(grads[0]))

    curves = {}
    name = "optimizer_step"
    try:
        for strength in l2:
            lengths = []
            for limit in limits:
                recorder = Recorder()
                try:
                    optimizer_step(recorder, [gradient.copy()], 0, lambda step: 0.1, max_norm=limit, l2=strength)
                except Exception as error:
                    raise NotReadyError(name, fault("it", error)) from error
                if not recorder.got:
                    raise NotReadyError(name, "it never calls optimizer.step")
                lengths.append(float(np.linalg.norm(recorder.got[0])))
            curves[strength] = lengths
    except NotReadyError as reason:
        return report_not_ready([reason])
    with panels(title, 1) as (_, (ax,)):
        for (strength, lengths), color in zip(curves.items(), ("#0072b2", "#d55e00", "#009e73"), strict=False):
            ax.plot(limits, lengths, color=color, label=f"l2 = {strength:g}")
        ax.axvline(5, color="black", linewidth=0.8)
        ax.annotate("norm of the gradient", (5, ax.get_ylim()[0]), (4, 12), textcoords="offset points", fontsize=9)
        ax.set(xscale="log", yscale="log", xlabel="max_norm", ylabel="norm of what the optimizer gets")
    return None


# Threes and eights


@dataclass(frozen=True)
class SparseRun:
    """A logistic regression trained one image at a time.

    weights: (D,). used: weights that are not 0, after each pass. objectives: loss + l1 * sum of sizes, after each.
    accuracy: on held-out images.
    """

    weights: np.ndarray
    used: list[int]
    objectives: list[float]
    accuracy: float


def train_sparse(
    optimizers: Mapping[str, Callable[..., Any]],
    digits: Digits,
    *,
    l1: float,
    passes: int,
    given: Sequence[str] = (PLAIN,),
    seed: int = 0,
) -> dict[str, SparseRun]:
    """Train a logistic regression from 0 with each optimizer, one image at a time, in the same order.

    optimizers: {label: (params, l1) -> optimizer}. Those of `given` get the slope of the penalty, l1 * sign(theta), in
    their gradients; the others are made for the penalty themselves. What is not ready is reported and left out.
    """
    from given import logistic_gradient, logistic_loss

    def run(label: str, factory: Callable[..., Any]) -> SparseRun:
        weights = np.zeros(digits.x.shape[1])
        optimizer = _make(label, lambda params: factory(params, l1), [weights])
        rng = np.random.default_rng(seed)
        penalty = l1 if label in given else 0.0
        used, objectives = [], []
        for _ in range(passes):
            for i in rng.permutation(len(digits.y)):
                slope = logistic_gradient(digits.x[i : i + 1], digits.y[i : i + 1], weights)
                _advance(label, optimizer, [slope + penalty * np.sign(weights) if penalty else slope])
            used.append(int(np.count_nonzero(weights)))
            objectives.append(logistic_loss(digits.x, digits.y, weights) + l1 * float(np.abs(weights).sum()))
        if label not in given:
            _moved(label, any(used))
        right = np.where(digits.held_out_x @ weights > 0, 1, -1) == digits.held_out_y
        return SparseRun(weights, used, objectives, float(right.mean()))

    return _answered(run, optimizers, given)


def objectives(runs: Mapping[str, SparseRun], *, title: str) -> None:
    """Draw loss plus penalty after each pass, and how many weights are not 0."""
    if not runs:
        return
    with panels(title, 1, 1) as (_, (height, count)):
        for label, style in styles(runs).items():
            run = runs[label]
            taken = np.arange(1, len(run.used) + 1)
            text = f"{label}: {run.accuracy:.1%} right"
            height.plot(taken, run.objectives, color=style.color, linestyle=style.line, label=text)
            count.plot(taken, run.used, color=style.color, linestyle=style.line)
        height.set(xlabel="pass through the images", ylabel="loss + penalty")
        count.set(xlabel="pass through the images", ylabel="weights that are not 0")
        count.set_ylim(bottom=0)


def weight_pictures(runs: Mapping[str, SparseRun], digits: Digits, *, title: str) -> None:
    """Draw the weights of each run as an image of the pixels; what is exactly 0 is grey."""
    import matplotlib as mpl

    if not runs:
        return
    with grid(title, 1, len(runs), height=2.6) as rows:
        for ax, (label, run) in zip(rows[0], runs.items(), strict=True):
            picture = np.zeros(784)
            picture[digits.pixels] = run.weights
            bound = float(np.quantile(np.abs(run.weights[run.weights != 0]), 0.95)) if run.used[-1] else 1.0
            colors = mpl.colormaps["RdBu_r"].with_extremes(bad=_GREY)
            shown = np.ma.masked_equal(picture.reshape(28, 28), 0.0)
            ax.imshow(shown, cmap=colors, vmin=-bound, vmax=bound, interpolation="nearest")
            ax.set_title(f"{label}\n{run.used[-1]} of {len(run.weights)} weights\n{run.accuracy:.1%} right", fontsize=9)
            ax.set(xticks=[], yticks=[])


def growing_penalty(
    optimizers: Mapping[str, Callable[..., Any]],
    digits: Digits,
    strengths: Sequence[float],
    *,
    passes: int,
    title: str,
    given: Sequence[str] = (PLAIN,),
) -> None:
    """Draw how many weights are not 0, and the accuracy, as l1 grows."""
    curves: dict[str, list[SparseRun]] = {}
    ready = dict(optimizers)
    for l1 in strengths:
        runs = train_sparse(ready, digits, l1=l1, passes=passes, given=given)
        ready = {label: factory for label, factory in ready.items() if label in runs}
        for label, run in runs.items():
            curves.setdefault(label, []).append(run)
        if not ready:
            return
    with panels(title, 1, 1) as (_, (count, right)):
        for label, style in styles(curves).items():
            look = {"color": style.color, "linestyle": style.line, "marker": "o", "markersize": 4}
            count.plot(strengths, [run.used[-1] for run in curves[label]], label=label, **look)
            right.plot(strengths, [run.accuracy for run in curves[label]], **look)
        count.set(xscale="log", xlabel="l1", ylabel="weights that are not 0")
        count.set_ylim(bottom=0)
        right.set(xscale="log", xlabel="l1", ylabel="accuracy on held-out images")


# Runs of the student's code


def _answered(run: Callable[[str, Any], Any], entries: Mapping[str, Any], given: Sequence[str] = ()) -> dict[str, Any]:
    """Run the exercises' entries, and those of `given` only where one of them is ready; report what is not."""
    asked = {label: factory for label, factory in entries.items() if label not in given}
    results, reasons = attempt(run, asked)
    report_not_ready(reasons, alone=not results)
    if not results:
        return {}
    results.update(attempt(run, {label: factory for label, factory in entries.items() if label in given})[0])
    return {label: results[label] for label in entries if label in results}


def _lengths(
    label: str, factory: Factory, gradients: Iterable[np.ndarray], rates: Mapping[int, float] | None = None
) -> np.ndarray:
    """The length of every step of every weight, (T, D). rates: {step: lr}, set before it. Raises NotReadyError."""
    rows = np.array(list(gradients))
    weights = np.zeros(rows.shape[1])
    optimizer = _make(label, factory, [weights])
    places = [weights.copy()]
    for number, row in enumerate(rows, start=1):
        if number in (rates or {}):
            optimizer.lr = (rates or {})[number]
        _advance(label, optimizer, [row.copy()])
        places.append(weights.copy())
    lengths = np.abs(np.diff(places, axis=0))
    _moved(label, bool(lengths.any()))
    return lengths


def _moved(label: str, moved: bool) -> None:
    """Raise NotReadyError where no parameter has moved."""
    if not moved:
        raise NotReadyError(owner(label), "its step leaves the parameters as they were")


def _make(label: str, factory: Factory, params: list[np.ndarray]) -> Any:
    """The optimizer for these parameters. Raises NotReadyError."""
    try:
        return factory(params)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its __init__", error)) from error


def _advance(label: str, optimizer: Any, grads: list[np.ndarray]) -> None:
    """One step. Raises NotReadyError."""
    try:
        with np.errstate(all="ignore"):
            optimizer.step(grads)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its step", error)) from error
