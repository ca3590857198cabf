"""Define what stands beside a solution: its cases, the mistakes people make in it, and other right answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.core.records import FLOAT64, Tolerance
from grader.course.edits import Edits

Inputs = Callable[[np.random.Generator], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One set of inputs. Order them from the smallest: the first failing one is what a student is shown.

    name: unique within the exercise.
    inputs: draws the probe's inputs from a rng.
    public: whether it is recorded for `check`; every case is also graded with the secret seed.
    weight: share of the points.
    about: what is in it, in a few words ("4 steps, gradients near 1e-6").
    tolerance: what answers are compared with.
    family: the name of the family that it is derived from, or "" for one that the exercise writes.
    """

    name: str
    inputs: Inputs
    public: bool = False
    weight: float = 1.0
    about: str = ""
    tolerance: Tolerance = FLOAT64
    family: str = ""


@dataclass(frozen=True)
class Wrong:
    """A mistake that people make, as an edit to the solution.

    name: unique within the exercise.
    edits: {text: replacement}; each text occurs exactly once in the task's source.
    hint: one string or a ladder of them (nudge, pointer, formula); never the solution.
    syntax: a trait of the source ("rebinds", "no update"), where another mistake leaves the same trace.
    family: the name of the family that it is derived from, or "" for one that the exercise writes.
    """

    name: str
    edits: Edits
    hint: str | Sequence[str]
    syntax: str | None = None
    family: str = ""

    @property
    def hints(self) -> tuple[str, ...]:
        return (self.hint,) if isinstance(self.hint, str) else tuple(self.hint)


@dataclass(frozen=True)
class Remark:
    """An edit that leaves the answer right and earns a remark ("right, but").

    name: unique within the exercise.
    edits: as those of a Wrong.
    note: what the remark begins with.
    """

    name: str
    edits: Edits
    note: str


@dataclass(frozen=True)
class Right:
    """Another correct solution, which must pass.

    name: unique within the exercise.
    edits: to the solution, as those of a Wrong.
    task: a whole task in place of edits, or None.
    """

    name: str
    edits: Edits = field(default_factory=dict)
    task: Callable[..., Any] | None = None
