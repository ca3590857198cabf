"""Handed out with the lab: pictures of schedules, of descents that follow them, and of networks that they train.

Schedules are passed as `{label: schedule}`, where a schedule is a function from a step (0, 1, 2, ...) to a rate,
`{"exponential_decay, rate 0.5": lambda s: exponential_decay(0.1, s, 10, 0.5)}`. The label starts with the exercise's
name; what follows tells several curves of one exercise apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader import viz
from grader.viz import (
    NotReadyError,
    Style,
    attempt,
    drawable,
    fault,
    grid,
    one_thread,
    owner,
    panels,
    progress,
    ready,
    report_not_ready,
)

Schedule = Callable[[int], Any]
Wrap = Callable[[Any, Schedule], Any]
Make = Callable[[list[np.ndarray]], Any]

_EXERCISES = viz.recorded_exercises(__file__)
_WALKERS = 400
_START = 10.0


def styles(labels: Iterable[str]) -> dict[str, Style]:
    """Choose a style per label: one colour for each exercise in every picture, dark grey for a constant rate."""
    found = viz.styles(labels, order=_EXERCISES)
    return {
        label: style._replace(color="#555555") if owner(label) == "constant" else style
        for label, style in found.items()
    }


def cosine_annealing(lr: float, step: int, period: int) -> float:
    """The rate of torch's CosineAnnealingLR(T_max=period), in closed form."""
    return lr / 2 + lr / 2 * float(np.cos(step / period * np.pi))


def multi_step(lr: float, step: int, milestones: Sequence[int], gamma: float) -> float:
    """The rate of torch's MultiStepLR, in closed form."""
    return lr * gamma ** sum(milestone <= step for milestone in milestones)


def rate_at(label: str, schedule: Schedule, step: int) -> float:
    """What a schedule gives for a step. Raises NotReadyError."""
    try:
        value = schedule(step)
        if np.shape(value) == () and value is not None:
            return float(value)
    except Exception as error:
        raise NotReadyError(owner(label), fault("it", error)) from error
    raise NotReadyError(owner(label), f"it returns {type(value).__name__} instead of a number")


def rates(label: str, schedule: Schedule, steps: int) -> np.ndarray:
    """What a schedule gives for the steps 0, 1, 2 and so on, (steps,). Raises NotReadyError."""
    return np.array([rate_at(label, schedule, step) for step in range(steps)])


def curves(
    schedules: Mapping[str, Schedule],
    *,
    steps: int,
    title: str,
    beside: Mapping[str, Schedule] | None = None,
    scale: str = "linear",
    dots: bool = False,
) -> None:
    """Draw the rate of every schedule against the step.

    beside: curves of others, drawn in grey below. scale: "linear", "log" (the rates) or "loglog" (the steps as well,
    counted from 1). dots: a dot for each step in place of lines.
    """
    found = ready(lambda label, schedule: rates(label, schedule, steps), schedules)
    if not found:
        return
    at = np.arange(steps) + (scale == "loglog")
    with panels(title, 1, height=3.6) as (_, (ax,)):
        grey: dict[str, Any] = {"linestyle": "", "marker": "o", "markersize": 9} if dots else {"linewidth": 4.5}
        for label, schedule in (beside or {}).items():
            ax.plot(at, rates(label, schedule, steps), label=label, color="#999999", alpha=0.55, **grey)
        for label, style in styles(found).items():
            line: dict[str, Any] = {"linestyle": "", "marker": "."} if dots else {"linestyle": style.line}
            ax.plot(at, drawable(found[label]), color=style.color, label=label, **line)
        ax.set(xlabel="step, counted from 1" if scale == "loglog" else "step", ylabel="learning rate")
        ax.set(xscale="log" if scale == "loglog" else "linear", yscale="linear" if scale == "linear" else "log")


def one_curve(schedules: Mapping[str, Schedule], *, steps: int, name: str) -> None:
    """Draw schedules that should be one curve on a log axis; the title says how far they are apart.

    name: the message where they agree to nine digits
    """
    found = ready(lambda label, schedule: rates(label, schedule, steps), schedules)
    if not found:
        return
    every = np.array(list(found.values()))
    apart = float(np.max(np.ptp(every, axis=0) / np.abs(every).max(axis=0)))
    title = name if apart < 1e-9 else f"The curves are up to {apart:.0%} apart: one of them is not right yet"
    with panels(title, 1, height=3.6) as (_, (ax,)):
        for width, (label, style) in zip((5.0, 2.5, 1.2), styles(found).items(), strict=False):
            ax.plot(found[label], color=style.color, linestyle=style.line, linewidth=width, label=label)
        ax.set(xlabel="step", ylabel="learning rate", yscale="log")


def noisy_descent(
    schedules: Mapping[str, Schedule],
    *,
    steps: int,
    title: str,
    wrap: Wrap | None = None,
    make: Make | None = None,
) -> None:
    """Draw the rates of every schedule, and the mean loss of 400 walkers that follow it, on log axes.

    Each walker goes down theta^2 / 2 from 10, and its gradient is theta and a standard normal number, drawn anew in
    every step. wrap, make: put the schedule round an optimizer, as the student's code does it; without them the step is
    the rate times the gradient.
    """

    def run(label: str, schedule: Schedule) -> tuple[np.ndarray, np.ndarray]:
        followed = rates(label, schedule, steps)
        rng = np.random.default_rng(0)
        theta = np.full(_WALKERS, _START)
        optimizer = wrapped(wrap, make, [theta], schedule) if wrap and make else None
        losses = []
        with np.errstate(all="ignore"):
            for rate in followed:
                losses.append(np.mean(theta**2) / 2)
                gradient = theta + rng.standard_normal(_WALKERS)
                if optimizer:
                    optimizer.step([gradient])
                else:
                    theta -= rate * gradient
        return followed, np.array(losses)

    found = ready(run, schedules)
    if not found:
        return
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in styles(found).items():
            followed, losses = found[label]
            left.plot(followed, color=style.color, linestyle=style.line, label=label)
            right.plot(drawable(losses), color=style.color, linestyle=style.line)
        left.set(xlabel="step", ylabel="learning rate", yscale="log")
        right.set(xlabel="step", ylabel="mean loss", yscale="log")


class wrapped:  # noqa: N801  # used as a function that makes an optimizer
    """The student's ScheduledOptimizer round an optimizer, which says where it is not ready. Raises NotReadyError."""

    def __init__(self, wrap: Wrap, make: Make, params: list[np.ndarray], schedule: Schedule) -> None:
        self._inner, self._schedule, self._count = make(params), schedule, 0
        try:
            self._outer = wrap(self._inner, schedule)
        except Exception as error:
            raise NotReadyError("ScheduledOptimizer", fault("its __init__", error)) from error
        self._params = params

    def step(self, grads: list[np.ndarray]) -> None:
        """Make one step of the student's."""
        before = self._params[0].copy() if self._count == 0 else None
        try:
            self._outer.step(grads)
        except Exception as error:
            raise NotReadyError("ScheduledOptimizer", fault("its step", error)) from error
        if before is not None and (before == self._params[0]).all() and self._schedule(0):
            raise NotReadyError("ScheduledOptimizer", "its step leaves the parameters as they were")
        self._count += 1


def plateau(rules: Mapping[str, Callable[[], Any]], *, epochs: int, title: str) -> None:
    """Draw the rate and the mean loss of 400 walkers per epoch of 20 steps; each rule sees the loss and sets the rate.

    rules: {label: function that makes the student's rule}
    """

    def run(label: str, factory: Callable[[], Any]) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(0)
        theta = np.full(_WALKERS, _START)
        try:
            rule = factory()
        except Exception as error:
            raise NotReadyError(owner(label), fault("its __init__", error)) from error
        lr, used, losses = float(rule.lr), [], []
        for _ in range(epochs):
            for _ in range(20):
                theta -= lr * (theta + rng.standard_normal(_WALKERS))
            used.append(lr)
            losses.append(float(np.mean(theta**2) / 2))
            lr = told(label, rule, losses[-1])
        return np.array(used), np.array(losses)

    found = ready(run, rules)
    if not found:
        return
    with panels(title, 1, 1) as (_, (left, right)):
        for label, style in styles(found).items():
            used, losses = found[label]
            at = np.arange(1, epochs + 1)
            left.step(at, used, where="mid", color=style.color, linestyle=style.line, label=label)
            right.plot(at, drawable(losses), color=style.color, linestyle=style.line, marker=".")
        left.set(xlabel="epoch", ylabel="learning rate", yscale="log")
        right.set(xlabel="epoch", ylabel="mean loss", yscale="log")


def told(label: str, rule: Any, metric: float) -> float:
    """The rate that a rule gives for a metric. Raises NotReadyError."""
    try:
        value = rule.step(metric)
    except Exception as error:
        raise NotReadyError(owner(label), fault("its step", error)) from error
    if value is None or np.shape(value) != ():
        raise NotReadyError(owner(label), f"its step returns {type(value).__name__} instead of a number")
    return float(value)


def atlas(schedules: Mapping[str, Schedule], *, steps: int, title: str, columns: int = 4) -> None:
    """Draw every schedule in a small panel of its own, all on the same axes."""
    found = ready(lambda label, schedule: rates(label, schedule, steps), schedules)
    if not found:
        return
    look = styles(found)
    rows = -(-len(found) // columns)
    highest = max(float(values.max()) for values in found.values())
    with grid(title, rows, columns, height=1.45) as axes:
        cells = [ax for row in axes for ax in row]
        for ax, (label, values) in zip(cells, found.items(), strict=False):
            ax.plot(values, color=look[label].color)
            ax.set(ylim=(-0.05 * highest, 1.1 * highest), xlim=(0, steps))
            ax.set_title(label, fontsize=8.5)
            ax.tick_params(labelsize=7)
        for ax in cells[len(found) :]:
            ax.set_axis_off()


class Digits:
    """Some images of a data set to train on, and others to be asked about, as float32 from 0 to 1."""

    def __init__(self, data: Any, train_on: int = 4000, ask: int = 1000) -> None:
        self.name = data.name
        self.images = viz.floats(data.train_images[:train_on]).astype(np.float32)
        self.labels = data.train_labels[:train_on]
        self.held_out = viz.floats(data.test_images[:ask]).astype(np.float32)
        self.held_labels = data.test_labels[:ask]

    def updates(self, epochs: int, batch_size: int = 50) -> int:
        """The number of updates in so many epochs."""
        return epochs * -(-len(self.images) // batch_size)


def fit(
    wrap: Wrap,
    make: Make,
    label: str,
    schedule: Schedule,
    digits: Digits,
    *,
    sizes: Sequence[int],
    epochs: int,
    seed: int,
    bar: Any,
) -> tuple[list[float], list[float]]:
    """Train a fresh network; the loss of every mini-batch, and the accuracy after every epoch. Raises NotReadyError."""
    from given import Network, train

    rate_at(label, schedule, 0)
    rng = np.random.default_rng(seed)
    network = Network(sizes, rng)
    optimizer = wrapped(wrap, make, network.params, schedule)
    losses: list[float] = []
    accuracies: list[float] = []
    with np.errstate(all="ignore"):  # a rate that is too high may well diverge, and the picture shows it
        for _ in range(epochs):
            losses += train(network, optimizer, digits.images, digits.labels, batch_size=50, rng=rng)
            accuracies.append(float(np.mean(network.predict(digits.held_out) == digits.held_labels)))
            bar.update()
    return losses, accuracies


def trained(run: Callable[[str, Any], Any], entries: Mapping[str, Any], bar: Any) -> dict[str, Any]:
    """Run what trains on one thread, close the progress bar, and then print a line for what is not ready."""
    with one_thread():
        found, reasons = attempt(run, entries)
    bar.leave = bool(found)
    bar.close()
    report_not_ready(reasons, alone=not found)
    return found


def accuracies(
    wrap: Wrap,
    make: Make,
    schedules: Mapping[str, Schedule],
    digits: Digits,
    *,
    title: str,
    epochs: int = 8,
    seeds: int = 3,
) -> None:
    """Draw the accuracy after each epoch, the mean over seeds and a band from the worst to the best run."""
    bar = progress(epochs * seeds * len(schedules))

    def run(label: str, schedule: Schedule) -> np.ndarray:
        bar.set_description_str(label, refresh=False)
        how: dict[str, Any] = {"sizes": (784, 128, 10), "epochs": epochs, "bar": bar}
        return np.array([fit(wrap, make, label, schedule, digits, seed=seed, **how)[1] for seed in range(seeds)])

    found = trained(run, schedules, bar)
    if not found:
        return
    at = np.arange(1, epochs + 1)
    with panels(title, 1, height=4.2) as (_, (ax,)):
        for label, style in styles(found).items():
            runs = found[label]
            text = f"{label}: {runs[:, -1].mean():.1%} in the end"
            ax.fill_between(at, runs.min(axis=0), runs.max(axis=0), color=style.color, alpha=0.18, linewidth=0)
            ax.plot(at, runs.mean(axis=0), color=style.color, linestyle=style.line, label=text)
        ax.set(xlabel="epoch", ylabel="accuracy on held-out images", ylim=(0, 1))


def sweep(
    wrap: Wrap,
    make: Make,
    families: Mapping[str, Callable[[float], Schedule]],
    digits: Digits,
    *,
    first_rates: Sequence[float],
    title: str,
    epochs: int = 4,
) -> None:
    """Draw the accuracy in the end against the first rate, one curve for each kind of schedule.

    families: {label: function from the first rate to a schedule}
    """
    bar = progress(epochs * len(families) * len(first_rates))

    def run(label: str, family: Callable[[float], Schedule]) -> np.ndarray:
        bar.set_description_str(label, refresh=False)
        how: dict[str, Any] = {"sizes": (784, 128, 10), "epochs": epochs, "seed": 0, "bar": bar}
        return np.array([fit(wrap, make, label, family(lr), digits, **how)[1][-1] for lr in first_rates])

    found = trained(run, families, bar)
    if not found:
        return
    with panels(title, 1, height=4.2) as (_, (ax,)):
        for label, style in styles(found).items():
            ax.plot(first_rates, found[label], color=style.color, linestyle=style.line, marker="o", label=label)
        ax.set(xscale="log", xlabel="first learning rate", ylabel="accuracy on held-out images", ylim=(None, 1))
        ax.set_xticks(list(first_rates), [f"{rate:g}" for rate in first_rates])
        ax.minorticks_off()


def spike(
    wrap: Wrap,
    make: Make,
    schedules: Mapping[str, Schedule],
    digits: Digits,
    *,
    title: str,
    epochs: int = 2,
    seeds: int = 3,
) -> None:
    """Draw the loss of each mini-batch of a network with six hidden layers of 100 units, one thin curve per seed."""
    bar = progress(epochs * seeds * len(schedules))
    sizes = (784, *(100,) * 6, 10)

    def run(label: str, schedule: Schedule) -> list[list[float]]:
        bar.set_description_str(label, refresh=False)
        how: dict[str, Any] = {"sizes": sizes, "epochs": epochs, "bar": bar}
        return [fit(wrap, make, label, schedule, digits, seed=seed, **how)[0] for seed in range(seeds)]

    found = trained(run, schedules, bar)
    if not found:
        return
    with panels(title, 1, 2) as (_, (left, right)):
        for label, style in styles(found).items():
            steps = len(found[label][0])
            left.plot(rates(label, schedules[label], steps), color=style.color, linestyle=style.line)
            for i, losses in enumerate(found[label]):
                look: dict[str, Any] = {"color": style.color, "linewidth": 1.1, "alpha": 0.8}
                right.plot(drawable(np.array(losses)), label=label if i == 0 else None, **look)
        left.set(xlabel="mini-batch", ylabel="learning rate", ylim=(0, None))
        right.set(xlabel="mini-batch", ylabel="training loss", yscale="log")
