"""What students' code may use, as course.toml says it: for the course, a lab, an exercise."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.core.errors import CourseError
from grader.core.records import Limits, NotebookLimits

_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_BYTES = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


@dataclass(frozen=True)
class _Key:
    """A key of a table of limits: the units it is told in (none: a whole number), its range, how it is written."""

    units: Mapping[str, float]
    least: float
    most: float
    example: str


_TIME = _Key(_SECONDS, 0.01, 86400.0, '"500 ms", "10 s" or "2 min"')
#: Beyond these the kernel's own limits, which a process cannot have raised, would come first.
_SIZE = _Key(_BYTES, 1 << 20, 8 << 30, '"512 MiB" or "2 GiB"')
_EACH = {
    "cpu": _TIME,
    "wall": _TIME,
    "memory": _SIZE,
    "scratch": _SIZE,
    "output": _Key(_BYTES, 1 << 10, 64 << 20, '"256 KiB" or "1 MiB"'),
    "threads": _Key({}, 1, 1024, "16"),
}
_NOTEBOOK = {"notebook_cpu": _TIME, "notebook_wall": _TIME}


@dataclass(frozen=True)
class LabLimits:
    """What submissions to a lab may use.

    each: one cell, or one question that the grader puts to a task. notebook: all of them together.
    exercises: by exercise, what differs from `each` for the cell that answers it and for its questions.
    """

    each: Limits = field(default_factory=Limits)
    notebook: NotebookLimits = field(default_factory=NotebookLimits)
    exercises: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, exercise: str, own: Limits) -> Limits:
        """The limits of an exercise. own: those that its file gives; what is not the usual there outdoes the lab's."""
        given = {name: value for name, value in vars(own).items() if value != getattr(Limits, name)}
        return dataclasses.replace(self.each, **{**given, **self.exercises.get(exercise, {})})


def read(where: str, table: object, usual: LabLimits) -> LabLimits:
    """A table of limits, on top of the usual ones. where: file and table, for the message of a CourseError.

    In a lab's table, a table within it is an exercise's.
    """
    if not isinstance(table, Mapping):
        raise CourseError(f"{where} must be a table, not {table!r}")
    inner = {name: value for name, value in table.items() if isinstance(value, Mapping)}
    flat = {name: value for name, value in table.items() if name not in inner}
    each = {name: _value(where, name, value, {**_EACH, **_NOTEBOOK}) for name, value in flat.items()}
    notebook = {name.removeprefix("notebook_"): each.pop(name) for name in _NOTEBOOK if name in each}
    return LabLimits(
        dataclasses.replace(usual.each, **each),  # type: ignore[arg-type]
        dataclasses.replace(usual.notebook, **notebook),
        {name: _exercise(f"{where[:-1]}.{name}]", values) for name, values in inner.items()},
    )


def _exercise(where: str, table: Mapping[str, object]) -> dict[str, float]:
    return {name: _value(where, name, value, _EACH) for name, value in table.items()}


def _value(where: str, name: str, value: object, keys: Mapping[str, _Key]) -> float:
    """Seconds, bytes, or a count."""
    if name not in keys:
        raise CourseError(f"{where} {name} is no limit that can be set here; there are {', '.join(keys)}")
    key = keys[name]
    found = _number(value, key.units)
    if found is None:
        raise CourseError(f"{where} {name} = {value!r} cannot be read; write it as in {key.example}")
    if not key.least <= found <= key.most:
        span = f"{told(name, key.least)} to {told(name, key.most)}"
        raise CourseError(f"{where} {name} = {value!r} is out of range; choose something from {span}")
    return found if key.units is _SECONDS else int(found)


def _number(value: object, units: Mapping[str, float]) -> float | None:
    if not units:
        return value if type(value) is int else None
    parts = re.fullmatch(r"(\d+(?:\.\d+)?) ?([A-Za-z]+)", value) if isinstance(value, str) else None
    return float(parts[1]) * units[parts[2]] if parts and parts[2] in units else None


def told(name: str, value: float) -> str:
    """A limit as course.toml would say it: "10 s", "1 GiB", "16"."""
    units = (_EACH | _NOTEBOOK)[name].units
    if not units:
        return f"{value:g}"
    # the largest unit in which it is a number without much of a fraction
    fitting = [unit for unit, size in units.items() if value >= size and _short(value / size)]
    unit = fitting[-1] if fitting else next(iter(units))
    return f"{value / units[unit]:g} {unit}"


def _short(number: float) -> bool:
    return math.isclose(number * 2, round(number * 2))


def rows(limits: Limits | NotebookLimits) -> dict[str, Any]:
    """Limits by the names of course.toml, in seconds, bytes and counts."""
    prefix = "notebook_" if isinstance(limits, NotebookLimits) else ""
    return {f"{prefix}{name}": value for name, value in vars(limits).items()}
