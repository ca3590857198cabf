"""One colour and one line per optimizer and activation, the same in every picture of the course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Style(NamedTuple):
    """How a curve looks. line: a matplotlib line style."""

    color: str
    line: str


#: From Tol's muted and Okabe and Ito's palettes, made for colour-blind readers; lines differ where hues are near.
OPTIMIZER_STYLES: dict[str, Style] = {
    "GradientDescent": Style("#5a5a5a", "-"),
    "Momentum": Style("#332288", "-"),
    "MomentumEMA": Style("#56b4e9", "--"),
    "Nesterov": Style("#2f9e8f", "-"),
    "NesterovLookahead": Style("#117733", ":"),
    "Adagrad": Style("#999933", "-"),
    "RMSprop": Style("#e69f00", "--"),
    "Adadelta": Style("#aa4499", "-."),
    "Adam": Style("#d55e00", "-"),
    "AdamW": Style("#882255", "--"),
    "Nadam": Style("#000000", "-."),
    "SignDescent": Style("#a6a6a6", ":"),
}
#: Activations, saturating ones in cold colours, those that do not saturate in warm ones.
ACTIVATION_STYLES: dict[str, Style] = {
    "Sigmoid": Style("#332288", "-"),
    "Tanh": Style("#0072b2", "--"),
    "Softsign": Style("#2f9e8f", "-."),
    "ReLU": Style("#d55e00", "-"),
    "LeakyReLU": Style("#e69f00", "--"),
    "PReLU": Style("#882255", "-."),
    "ELU": Style("#117733", "--"),
    "SELU": Style("#aa4499", "-"),
    "Softplus": Style("#5a5a5a", "-"),
    "ReLU6": Style("#000000", ":"),
    "CReLU": Style("#999933", "-"),
    "Maxout": Style("#00708a", "-"),
}
#: Initializers; a pair of one author has one hue, its uniform form is dashed. Fixed scales are grey.
INITIALIZER_STYLES: dict[str, Style] = {
    "zeros_init": Style("#000000", ":"),
    "std": Style("#5a5a5a", "-"),
    "constant": Style("#999933", "--"),
    "xavier": Style("#0072b2", "-"),
    "glorot_normal": Style("#2f9e8f", "-"),
    "glorot_uniform": Style("#2f9e8f", "--"),
    "he_normal": Style("#d55e00", "-"),
    "he_uniform": Style("#d55e00", "--"),
    "lecun_normal": Style("#332288", "-."),
}
_STYLES = OPTIMIZER_STYLES | ACTIVATION_STYLES | INITIALIZER_STYLES
_OTHER = Style("#0072b2", "-")
_LINES = ("-", "--", ":", "-.")
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
    """The exercise that a label starts with ("Adam" for "Adam, eps 1e-4"), or the label itself."""
    names = [name for name in _STYLES if label.startswith(name)]
    return max(names, key=len, default=label)


def styles(labels: Iterable[str]) -> dict[str, Style]:
    """A style per label. A second label of one exercise keeps its hue, and gets another line and brightness."""
    found: dict[str, Style] = {}
    seen: dict[str, int] = {}
    for label in labels:
        name = owner(label)
        count = seen[name] = seen.get(name, -1) + 1
        style = _STYLES.get(name, _OTHER)
        if count:
            start = _LINES.index(style.line)
            style = Style(_mixed(style.color, _MIX[count % 4]), _LINES[(start + count) % 4])
        found[label] = style
    return found


def _mixed(color: str, share: float) -> str:
    target = 255 if share > 0 else 0
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(c + (target - c) * abs(share)):02x}" for c in channels)


def drawable(values: np.ndarray) -> np.ndarray:
    """The values, with a gap where a walk that diverges has left every axis behind."""
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values) < 1e30, values, np.nan)


@contextmanager
def _settings() -> Iterator[None]:
    """Our settings alone: rc_context would also undo that a notebook, at its first figure, shows figures by itself."""
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
    """A figure as wide as a notebook, with panels of these relative widths and one title: its message.

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
    """A figure as wide as a notebook with rows of small panels, `height` inches each, and one title: its message."""
    import matplotlib.pyplot as plt

    with _settings():
        size = (9, 0.6 + height * rows)
        figure, axes = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False)
        figure.suptitle(title, x=0.012, ha="left", fontsize=11.5, fontweight="bold")
        yield [list(row) for row in axes]
