"""Draw an answer beside what was expected, as SVG that follows the theme of the page around it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.core.records import Observation, Tolerance
from grader.report.theme import MUTED, RIGHT_LINE, RULE, YOURS_LINE, escape

_AFTER_STEP = re.compile(r"(.+) after step (\d+)")
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 170, 64, 96, 14, 34
_MOST_POINTS = 200


@dataclass(frozen=True)
class Picture:
    """Two series over the same axis.

    case: where they were observed
    title: what is drawn
    unit: of the axis, "step" or "entry"
    first: x of the first point
    expected: the solution's values
    yours: the student's values, as many
    part: x of the first point at which they differ
    """

    case: str
    title: str
    unit: str
    first: int
    expected: tuple[float, ...]
    yours: tuple[float, ...]
    part: int


def picture_of(
    case: str, expected: Observation, got: Observation, tolerance: Tolerance, start: Sequence[np.ndarray] = ()
) -> Picture | None:
    """Choose the element whose path differs most, where one was observed over at least three steps; else None.

    A list of losses is drawn over its entries.

    case: name of the case
    expected: the solution's observation
    got: the student's
    tolerance: that they are compared with
    start: the parameters before the first step
    """
    paths: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for label, want in expected.values.items():
        have = got.values.get(label)
        found = _AFTER_STEP.fullmatch(label)
        if have is None or have.shape != want.shape or "c" in want.dtype.kind + have.dtype.kind:
            continue
        if found:
            paths.setdefault(found[1], []).append((want, have))
        elif want.ndim == 1 and want.size > 3:
            paths[label] = [(want[i], have[i]) for i in range(want.size)]
    drawn = [_path(case, label, pairs, tolerance, start) for label, pairs in paths.items() if len(pairs) > 2]
    found_paths = [path for path in drawn if path is not None]
    return max(found_paths, key=lambda path: path[0])[1] if found_paths else None


def svg(picture: Picture) -> str:
    """Draw a picture. Lines differ in colour and in dashes; what leaves the frame is cut at its edge."""
    low, high = _frame(picture)
    count = max(len(picture.expected), 2)

    def x(i: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * i / (count - 1)

    def y(value: float) -> float:
        share = (min(max(value, low), high) - low) / (high - low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(caption(picture))}" '
        f'style="display:block;width:100%;max-width:{_WIDTH}px;height:auto;margin:10px 0 4px;font-size:12px">'
    ]
    parts += [_line(_LEFT, bottom, right, bottom, RULE), _line(_LEFT, _TOP, _LEFT, bottom, RULE)]
    parted = x(picture.part - picture.first)
    parts += [_line(parted, _TOP, parted, bottom, f"{RULE};stroke-dasharray:2 4")]
    for values, style in ((picture.expected, RIGHT_LINE), (picture.yours, YOURS_LINE)):
        step = max(1, len(values) // _MOST_POINTS)
        for run in _finite_runs([(x(i), y(values[i]), values[i]) for i in range(0, len(values), step)]):
            points = " ".join(f"{px:.1f},{py:.1f}" for px, py in run)
            parts.append(f'<polyline points="{points}" style="fill:none;stroke-width:2.2;{style}"/>')
    ends = [_end(picture.expected, y), _end(picture.yours, y)]
    if abs(ends[0] - ends[1]) < 15:
        middle, sign = sum(ends) / 2, 1 if ends[0] >= ends[1] else -1
        middle = min(max(middle, _TOP + 8), bottom - 8)
        ends = [middle + sign * 7.5, middle - sign * 7.5]
    for name, at, style in (("expected", ends[0], RIGHT_LINE), ("yours", ends[1], YOURS_LINE)):
        parts.append(text_at(right + 8, at + 4, name, style.replace("stroke:", "fill:").partition(";")[0], "start"))
    parts += [
        text_at(_LEFT - 6, _TOP + 4, f"{high:.4g}", MUTED, "end"),
        text_at(_LEFT - 6, bottom, f"{low:.4g}", MUTED, "end"),
    ]
    last = picture.first + len(picture.expected) - 1
    parts += [text_at(_LEFT, bottom + 14, str(picture.first), MUTED), text_at(right, bottom + 14, str(last), MUTED)]
    parts += [text_at((_LEFT + right) / 2, bottom + 28, caption(picture), MUTED), "</svg>"]
    return "".join(parts)


def caption(picture: Picture) -> str:
    """Describe a picture: 'params[0][0, 1] by step, in “two arrays”: they part at step 1'."""
    parted = f"they part at {picture.unit} {picture.part}"
    return f"{picture.title} by {picture.unit}, in “{picture.case}”: {parted}"


def _path(
    case: str,
    label: str,
    pairs: Sequence[tuple[np.ndarray, np.ndarray]],
    tolerance: Tolerance,
    start: Sequence[np.ndarray],
) -> tuple[float, Picture] | None:
    """Find the worst element of one array: its largest error relative to the expected range, and its path."""
    want, have = np.stack([p[0] for p in pairs]).astype(float), np.stack([p[1] for p in pairs]).astype(float)
    by_step = label.startswith("params[")
    index = re.fullmatch(r"params\[(\d+)\]", label)
    begin = start[int(index[1])] if index and int(index[1]) < len(start) else None
    if begin is not None and begin.shape == want.shape[1:]:
        want, have = np.concatenate([begin[None], want]), np.concatenate([begin[None], have])
    else:
        begin = None
    with np.errstate(all="ignore"):
        apart = np.abs(have - want)
        apart = np.where(np.isfinite(apart), apart, np.inf)
        outside = (apart > tolerance.atol + tolerance.rtol * np.abs(want)).reshape(len(want), -1)
        spread = np.ptp(want, axis=0) + np.abs(want).max(axis=0) * 1e-9 + tolerance.atol
        shares = np.nan_to_num((apart.max(axis=0) / spread), nan=0.0, posinf=1e300).ravel()
    if not outside.any():
        return None
    shares = np.where(outside.any(axis=0), shares, -1.0)
    flat = int(np.argmax(shares))
    first = 0 if begin is not None else 1
    place = np.unravel_index(flat, want.shape[1:]) if want.ndim > 1 else ()
    title = label + (f"[{', '.join(str(int(i)) for i in place)}]" if place else "")
    series = [tuple(float(v) for v in side.reshape(len(want), -1)[:, flat]) for side in (want, have)]
    if np.isfinite(series[1]).sum() < 3:  # nothing to be drawn
        return None
    part, unit = first + int(np.argmax(outside[:, flat])), "step" if by_step else "entry"
    return float(shares[flat]), Picture(case, title, unit, first, series[0], series[1], part)


def _frame(picture: Picture) -> tuple[float, float]:
    """Choose the range of values to draw: all expected ones, and others up to three times that range beyond."""
    wanted = [v for v in picture.expected if math.isfinite(v)] or [0.0]
    low, high = min(wanted), max(wanted)
    room = 3 * (high - low) or max(abs(high), 1e-12)
    yours = [min(max(v, low - room), high + room) for v in picture.yours if math.isfinite(v)]
    low, high = min([low, *yours]), max([high, *yours])
    pad = 0.04 * (high - low) or max(abs(high), 1e-12)
    return low - pad, high + pad


def _finite_runs(points: Sequence[tuple[float, float, float]]) -> list[list[tuple[float, float]]]:
    """Split a series at values that are not finite, which cannot be drawn."""
    runs: list[list[tuple[float, float]]] = [[]]
    for px, py, value in points:
        if math.isfinite(value):
            runs[-1].append((px, py))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _end(values: Sequence[float], y: Callable[[float], float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return y(finite[-1]) if finite else float(_TOP)


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" style="{style}"/>'


def text_at(x: float, y: float, text: str, style: str, anchor: str = "middle") -> str:
    """Write a text, escaped, at a place in units of the picture; anchor: "start", "middle" or "end" lies there."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{escape(text)}</text>'
