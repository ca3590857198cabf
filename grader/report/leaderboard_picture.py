"""Draw the entries of a challenge as SVG: accuracy against CPU time, with the tiers as lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.svg import text_at
from grader.report.theme import BLUE, MUTED, RULE, TEXT, escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 1080, 420, 84, 210, 20, 58
#: Entries that have their name beside them; more would lie on each other.
_NAMED = 5
#: Least distance between two names, in units of the picture; they are as high as that.
_LINE = 20


@dataclass(frozen=True)
class Point:
    """One entry.

    name: of its submission, or a pseudonym
    cpu: seconds of CPU time
    accuracy: share of the held-out images that were right
    """

    name: str
    cpu: float
    accuracy: float


def accuracy_by_cpu(points: Sequence[Point], tiers: Sequence[tuple[str, float]] = ()) -> str:
    """Draw a point for each entry over its CPU time, and a dashed line for each tier; the best entries are named.

    points: the best first
    tiers: name and least accuracy of each
    """
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    low, high = _range([point.accuracy for point in points] + [least for _, least in tiers])
    longest = _round_up(max((point.cpu for point in points), default=1.0))

    def x(seconds: float) -> float:
        return _LEFT + (right - _LEFT) * seconds / longest

    def y(accuracy: float) -> float:
        return bottom - (bottom - _TOP) * (accuracy - low) / (high - low)

    summary = f"Held-out accuracy against CPU time of {len(points)} {'entry' if len(points) == 1 else 'entries'}"
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(summary)}" '
        'style="display:block;width:100%;height:auto;margin:8px 0 20px;font-size:16px">',
        f'<path d="M{_LEFT},{_TOP}V{bottom}H{right}" style="fill:none;{RULE}"/>',
    ]
    for value in (low, (low + high) / 2, high):
        parts.append(text_at(_LEFT - 10, y(value) + 5, f"{value:.1%}", MUTED, "end"))
    for value in (0.0, longest / 2, longest):
        parts.append(text_at(x(value), bottom + 24, f"{value:g}", MUTED))
    parts.append(text_at((_LEFT + right) / 2, _HEIGHT - 8, "CPU time in seconds", MUTED))
    for _, least in tiers:
        parts.append(f'<path d="M{_LEFT},{y(least):.1f}H{right}" style="{RULE};stroke-dasharray:3 5"/>')
    for point in points:
        parts.append(f'<circle cx="{x(point.cpu):.1f}" cy="{y(point.accuracy):.1f}" r="7" style="{_DOT}"/>')
    parts += _labels([(name, y(least)) for name, least in tiers], right + 12)
    parts += _names([(point.name, x(point.cpu), y(point.accuracy)) for point in points[:_NAMED]])
    return "".join([*parts, "</svg>"])


_DOT = f"fill:{BLUE};fill-opacity:.75;stroke:{BLUE}"
_NAME = TEXT.replace("color:", "fill:", 1)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """The accuracies at the lower and the upper end: whole percent around all values, never equal."""
    low = math.floor(100 * min(values, default=0.0)) / 100
    high = math.ceil(100 * max(values, default=1.0)) / 100
    return (low, high) if high > low else (max(low - 0.01, 0.0), low + 0.01 if low == 0.0 else high)


def _round_up(seconds: float) -> float:
    """The next of 2, 4, 6, 8, 10, 20, 40, 60, ... seconds."""
    unit = 10.0 ** math.floor(math.log10(max(seconds, 1.0)))
    return 2 * unit * math.ceil(max(seconds, 1.0) / (2 * unit))


def _labels(labels: Sequence[tuple[str, float]], x: float) -> list[str]:
    """Write labels beside their lines, from below upwards, each at least a line above the one before."""
    parts, last = [], math.inf
    for name, y in sorted(labels, key=lambda label: -label[1]):
        last = min(y, last - _LINE)
        parts.append(text_at(x, last + 5, name, MUTED, "start"))
    return parts


def _names(names: Sequence[tuple[str, float, float]]) -> list[str]:
    """Write names beside their points; one that would lie on another is left out."""
    parts: list[str] = []
    taken: list[tuple[float, float]] = []
    for name, x, y in names:
        shown = name if len(name) <= 24 else f"{name[:23]}…"
        if all(abs(y - other) >= _LINE or abs(x - beside) > 220 for beside, other in taken):
            taken.append((x, y))
            on_the_left = x > (_WIDTH - _RIGHT + _LEFT) / 2
            parts.append(
                text_at(x - 14 if on_the_left else x + 14, y + 5, shown, _NAME, "end" if on_the_left else "start")
            )
    return parts
