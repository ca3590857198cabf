"""Limits of students' code: for the course, a lab, an exercise; their units and bounds in course.toml."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
_BYTES = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


@dataclass(frozen=True)
class Limits:
    """What one cell or one run of a task may use.

    cpu: seconds of CPU time
    wall: seconds of wall time
    memory: bytes, at any time
    scratch: bytes of files, at any time
    output: bytes of what is printed and shown
    threads: at any time
    """

    cpu: float = 10.0
    wall: float = 40.0
    memory: int = 1 << 30
    scratch: int = 64 << 20
    output: int = 1 << 20
    threads: int = 16


@dataclass(frozen=True)
class NotebookLimits:
    """What a whole notebook may use. A replay in a fresh process starts again at zero.

    cpu: seconds of CPU time of its process
    wall: seconds of wall time, without its training runs
    """

    cpu: float = 1800.0
    wall: float = 300.0


@dataclass(frozen=True)
class Bound:
    """How a limit is written in course.toml.

    units: size of each unit, in seconds or bytes; none: the limit is a whole number
    least: the smallest value, in seconds, bytes or as a count
    most: the largest value
    example: how it is written
    """

    units: Mapping[str, float]
    least: float
    most: float
    example: str


_TIME = Bound(_SECONDS, 0.01, 86400.0, '"500 ms", "10 s" or "2 min"')
#: Above these, the kernel's own limits would come first, which a process cannot raise.
_SIZE = Bound(_BYTES, 1 << 20, 8 << 30, '"512 MiB" or "2 GiB"')
#: By key of course.toml.
BOUNDS = {
    "cpu": _TIME,
    "wall": _TIME,
    "memory": _SIZE,
    "scratch": _SIZE,
    "output": Bound(_BYTES, 1 << 10, 64 << 20, '"256 KiB" or "1 MiB"'),
    "threads": Bound({}, 1, 1024, "16"),
    "notebook_cpu": _TIME,
    "notebook_wall": _TIME,
}


@dataclass(frozen=True)
class LabLimits:
    """What submissions to a lab may use.

    each: limits of one cell, and of one run of a task
    notebook: limits of all of them together
    exercises: by exercise, what differs from `each` for the cell that answers it and for its runs
    """

    each: Limits = field(default_factory=Limits)
    notebook: NotebookLimits = field(default_factory=NotebookLimits)
    exercises: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, exercise: str, own: Limits) -> Limits:
        """Combine the limits of an exercise.

        own: limits in the exercise's file; those that are no defaults override the lab's.
        """
        changed = {name: value for name, value in vars(own).items() if value != getattr(Limits, name)}
        return dataclasses.replace(self.each, **{**changed, **self.exercises.get(exercise, {})})


def parse_limit(name: str, value: object) -> float | None:
    """Parse a limit as course.toml writes it, into seconds, bytes or a count; None where it cannot be read."""
    units = BOUNDS[name].units
    if not units:
        return value if type(value) is int else None
    parts = re.fullmatch(r"(\d+(?:\.\d+)?) ?([A-Za-z]+)", value) if isinstance(value, str) else None
    if not parts or parts[2] not in units:
        return None
    number = float(parts[1]) * units[parts[2]]
    return number if units is _SECONDS else int(number)


def format_limit(name: str, value: float) -> str:
    """Write a limit as course.toml does: "10 s", "1 GiB", "16"."""
    units = BOUNDS[name].units
    if not units:
        return f"{value:g}"
    # the largest unit in which it is a number without much of a fraction
    fitting = [unit for unit, size in units.items() if value >= size and _short(value / size)]
    unit = fitting[-1] if fitting else next(iter(units))
    return f"{value / units[unit]:g} {unit}"


def _short(number: float) -> bool:
    return math.isclose(number * 2, round(number * 2))


def rows(limits: Limits | NotebookLimits) -> dict[str, Any]:
    """List limits by their keys in course.toml, in seconds, bytes and counts."""
    prefix = "notebook_" if isinstance(limits, NotebookLimits) else ""
    return {f"{prefix}{name}": value for name, value in vars(limits).items()}
