"""What an optimizer makes of gradients that it is handed, without any surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from grader.viz.styles import panels, styles
from grader.viz.walks import Factory, advance, make, ready, walk


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
