"""Colours and lines for labels, and the figures that carry the curves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from grader.core.recording import FOLDER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Style(NamedTuple):
    """How a curve looks.

    color: "#rrggbb"
    line: a matplotlib line style
    """

    color: str
    line: str


#: Colours that show on white, mostly from Tol's muted and Okabe and Ito's palettes. Those of one row can be
#: distinguished by the colour-blind too; rows differ by line style. Black and grey are for marks.
PALETTE = (
    ("#d55e00", "#332288", "#2f9e8f", "#0072b2"),
    ("#e69f00", "#882255", "#56b4e9", "#cc6677"),
    ("#aa4499", "#999933", "#8c510a", "#7b68ee"),
)
_COLORS = tuple(color for row in PALETTE for color in row)
_LINES = ("-", "--", "-.", ":")
_MIX = (0.0, 0.35, -0.45, 0.2)  # towards white, or where negative towards black

_SETTINGS: dict[str, Any] = {
    "figure.dpi": 110,
    "font.size": 10,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "legend.handlelength": 3.2,
    "lines.linewidth": 1.9,
}


def owner(label: str) -> str:
    """The exercise that a label starts with: "Adam" for "Adam, eps 1e-4"."""
    found = re.match(r"[A-Za-z_]\w*", label)
    return found[0] if found else label


def recorded_exercises(module: str) -> tuple[str, ...]:
    """The exercises whose checks lie beside a module that a lab hands out, by name; () where there are none.

    module: its `__file__`
    """
    return tuple(sorted(path.stem for path in (Path(module).parent / FOLDER).glob("*.npz")))


def styles(labels: Iterable[str], order: Sequence[str] = (), group: Callable[[str], str] = owner) -> dict[str, Style]:
    """Choose a style per label: the colour by the place of its name in an order, the line by what the picture needs.

    A second label of one name keeps the hue, and gets another line and brightness.

    labels: of one picture
    order: names that have one colour in every picture; others come after them, as they come in the labels
    group: gives the name whose hue a label has
    """
    named = {label: group(label) for label in labels}
    names = list(dict.fromkeys([*order, *named.values()]))
    places = {name: divmod(names.index(name), len(_COLORS)) for name in named.values()}
    rows = sorted({place // len(PALETTE[0]) for _, place in places.values()})  # of the palette, in this picture
    chosen: dict[str, Style] = {}
    used: dict[str, int] = {}
    for label, name in named.items():
        again = used[name] = used.get(name, -1) + 1
        lap, place = places[name]
        line = rows.index(place // len(PALETTE[0])) + again
        mixed = _mixed(_COLORS[place], _MIX[(lap + again) % len(_MIX)])
        chosen[label] = Style(mixed, _LINES[line % len(_LINES)])
    return chosen


def _mixed(color: str, share: float) -> str:
    """Mix a colour with white, or with black where the share is negative."""
    target = 255 if share > 0 else 0
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(c + (target - c) * abs(share)):02x}" for c in channels)


def drawable(values: np.ndarray) -> np.ndarray:
    """Leave a gap where a walk that diverges has left every axis behind."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < 1e30, values, np.nan)


@contextmanager
def _settings() -> Iterator[None]:
    """Set these alone: rc_context would also undo that a notebook, at its first figure, shows figures by itself."""
    from matplotlib import rcParams

    parameters: Any = rcParams  # its stubs know the keys one by one
    before = {key: parameters[key] for key in _SETTINGS}
    parameters.update(_SETTINGS)
    try:
        yield
    finally:
        parameters.update(before)


@contextmanager
def panels(title: str, *ratios: float, height: float = 3.9) -> Iterator[tuple[Figure, list[Axes]]]:
    """Open a figure as wide as a notebook, with panels of these relative widths and one title: its message.

    Pyplot keeps the figure, so the notebook shows it when the cell ends. On leaving, one legend goes below the panels.
    """
    import matplotlib.pyplot as plt

    with _settings():
        layout = {"width_ratios": ratios}
        figure, axes = plt.subplots(
            1, len(ratios), figsize=(9, height), layout="constrained", gridspec_kw=layout, squeeze=False
        )
        figure.suptitle(title, x=0.012, ha="left", fontsize=11.5, fontweight="bold")
        yield figure, list(axes[0])
        handles = {label: line for ax in axes[0] for line, label in zip(*ax.get_legend_handles_labels(), strict=True)}
        if handles:
            longest = max(map(len, handles))
            columns = max(1, min(len(handles), 105 // (longest + 9)))
            figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=columns)


@contextmanager
def grid(title: str, rows: int, columns: int, *, height: float) -> Iterator[list[list[Axes]]]:
    """Open a figure as wide as a notebook with rows of small panels, `height` inches each, and one title."""
    import matplotlib.pyplot as plt

    with _settings():
        size = (9, 0.6 + height * rows)
        figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
        figure.suptitle(title, x=0.012, ha="left", fontsize=11.5, fontweight="bold")
        yield [list(row) for row in axes]
