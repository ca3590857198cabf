"""Moving averages of a noisy series, as weighted means: what a start at zero does to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.viz.styles import panels

_COLORS = ("#c44e52", "#2a7f3f")


def averages(series: np.ndarray, decays: Sequence[float], title: str) -> None:
    """Draw the moving average of a series (T,) for several decay rates, as it is and divided by its weights' sum."""
    steps = np.arange(1, len(series) + 1)
    with panels(title, *[1.0] * len(decays), height=3.5) as (_, axes):
        for ax, decay in zip(axes, decays, strict=True):
            plain, corrected = weighted_means(series, decay)
            ax.plot(steps, series, ".", color="#bbbbbb", markersize=3, label="what is averaged")
            ax.plot(steps, plain, "--", color=_COLORS[0], label="average that starts at 0")
            ax.plot(steps, corrected, "-", color=_COLORS[1], label="corrected average")
            ax.set(title=f"decay rate {decay:g}", xlabel="step t", ylim=(0, 1.15 * float(np.max(series))))
        axes[0].set_ylabel("value")
        for ax in axes[1:]:
            ax.tick_params(labelleft=False)


def weighted_means(series: np.ndarray, decay: float) -> tuple[np.ndarray, np.ndarray]:
    """Sums (T,) of all values so far, the newest weighing most: with weights as they fall, and divided by their sum."""
    weights = (1 - decay) * decay ** np.arange(len(series))
    sums = np.convolve(series, weights)[: len(series)]
    return sums, sums / np.cumsum(weights)
