"""Training runs: their record, a progress bar, their loss curves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.viz.styles import Style, drawable, panels, styles

Styles = Callable[[Iterable[str]], Mapping[str, Style]]


@dataclass(frozen=True)
class Run:
    """One training run.

    losses: one per mini-batch
    accuracy: on the held-out images at the end, from 0 to 1
    seconds: of wall time
    """

    losses: np.ndarray
    accuracy: float
    seconds: float


def loss_curves(runs: Mapping[str, Run], *, title: str, points: int = 36, styles: Styles = styles) -> None:
    """Draw the training loss of every run on log axes, with the accuracies in the legend.

    styles: chooses a style per label
    points: number of means, over stretches of mini-batches that grow with the steps, so that the first ones show
    """
    if not runs:
        return
    with panels(title, 1, height=4.8) as (_, (ax,)):
        for label, style in styles(runs).items():
            losses = runs[label].losses
            edges = np.unique(np.geomspace(1, len(losses) + 1, points).astype(int)) - 1
            means = drawable(np.add.reduceat(losses, edges[:-1]) / np.diff(edges))
            text = f"{label}: {runs[label].accuracy:.1%} right"
            ax.plot((edges[:-1] + edges[1:] + 1) / 2, means, color=style.color, linestyle=style.line, label=text)
        ax.set(xscale="log", yscale="log", xlabel="mini-batch", ylabel="training loss")


class _Silent:
    """A progress bar that shows nothing, for where tqdm is not installed."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


class _Line:
    """A file for the progress bar whose latest line is one output of the notebook, replaced as it grows."""

    encoding = "utf-8"

    def __init__(self) -> None:
        from IPython import display

        publish: Any = display.display
        self._handle = publish({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        if self._handle and text != "\n":
            self._handle.update({"text/plain": text.strip("\r").rstrip()}, raw=True)

    def flush(self) -> None:
        """Do nothing: every line is shown at once."""


def progress(total: int) -> Any:
    """Make a progress bar over `total` updates: one line of a notebook's output that changes in place, or text."""
    try:
        from tqdm import tqdm
    except ImportError:
        return _Silent()
    shell = sys.modules.get("IPython")
    form = "{percentage:3.0f}% |{bar:24}| {remaining} left, {desc}{postfix}"
    file = _Line() if shell and shell.get_ipython() else sys.stdout
    return tqdm(total=total, file=file, bar_format=form, mininterval=0.5)


@contextmanager
def one_thread() -> Iterator[None]:
    """Use one thread: it multiplies matrices as small as these faster than several that wait for each other."""
    try:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
    except ImportError:
        yield
        return
    with threadpool_limits(1):
        yield
