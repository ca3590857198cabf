"""The vocabulary of the course: an Exercise with its cases, its mistakes and its other right answers.

Everything is frozen and validated when made; an invalid exercise raises CourseError and never ships.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.core.errors import CourseError
from grader.core.limits import Limits
from grader.core.records import FLOAT64, Tolerance
from grader.course.edits import Edits, apply_edits
from grader.course.validation import find_problem
from grader.probes.observe import Probe

if TYPE_CHECKING:
    from grader.course.families import Family

Inputs = Callable[[np.random.Generator], dict[str, Any]]
USUAL = Limits()
TRAINING = Limits(cpu=60.0, wall=180.0, memory=2 << 30)


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
    """Another correct solution, which must pass: edits to the solution, or a whole task of its own."""

    name: str
    edits: Edits = field(default_factory=dict)
    task: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Training:
    """A run on a data set, judged by accuracy on held-out images (the second part of `fit`).

    own: the exercise whose task serves as the optimizer where the student's is right, with its options;
    fallback: a name in given.py for where it is not. part: what the probe calls it, where it is no optimizer ("loss").
    sizes: units per layer. epochs, thresholds: by data set; a threshold is (partial credit from, full credit from),
    fractions. weight: beside the cases' weights.
    calibration: where the thresholds come from, in words and figures; reached: the accuracies of its runs, by data set
    and by who trained, which the false-fail bound is computed from (grader.judge.thresholds).
    """

    own: str
    own_options: Mapping[str, Any]
    fallback: str
    fallback_options: Mapping[str, Any]
    sizes: tuple[int, ...]
    batch_size: int
    epochs: Mapping[str, int]
    thresholds: Mapping[str, tuple[float, float]]
    weight: float
    calibration: str
    limits: Limits = TRAINING
    part: str = "optimizer"
    reached: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tier:
    """A step of a challenge: from this held-out accuracy on, this share of the contest's weight."""

    name: str
    accuracy: float
    share: float


@dataclass(frozen=True)
class Contest:
    """A run of the student's own making on a data set, judged by tiers of held-out accuracy.

    tiers: by data set, the lowest first; the last one's share is 1. budget: seconds of CPU time on one core, by data
    set; memory: bytes. weight: beside the cases' weights. calibration: where the tiers come from, in figures;
    reached: the accuracies of its runs, by data set and by the tier that they are the measure of, which the false-fail
    bound is computed from (grader.judge.thresholds).
    """

    tiers: Mapping[str, tuple[Tier, ...]]
    budget: Mapping[str, float]
    weight: float
    calibration: str
    memory: int = 4 << 30
    reached: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)

    def limits(self, dataset: str) -> Limits:
        """What one run on a data set may use. Waiting for a crowded machine is not counted as computing.

        A run that uses its CPU time up beside others is made once more, alone: see grader.grading.training_run.
        """
        return Limits(cpu=self.budget[dataset], wall=6 * self.budget[dataset], memory=self.memory)


@dataclass(frozen=True)
class Exercise:
    """A task with everything that is derived from it or proves it.

    task: the solution, a class or function whose body has nbgrader's BEGIN/END SOLUTION regions.
    points: what a right answer earns.
    ids: of the course's coverage table ("OPT-12").
    source: paper and section.
    probe: how it is exercised, from grader.probes.
    oracle: "torch.optim.Adam", or a task with the same interface; imported only when the exercise is verified.
    cases: those that the file writes; once made, also those that its family derives.
    wrong: mistakes, likewise.
    right: other correct solutions.
    family: the kind of task, whose standard cases and mistakes are derived; None derives nothing.
    without: {name of a derived case, mistake or remark: why it is left out}.
    secret_only: {name of a mistake, or a mutant's label: why no public case catches it}.
    training: a run on a data set, judged by accuracy.
    survivors: {a mutant's label as the proof prints it: why it cannot be told from the solution}.
    limits: what the cell that answers it and each run of a probe may use; only what differs from limits.Limits counts,
        the rest is the lab's. course.toml may say otherwise.
    parts: functions and classes that stand above the task in the same answer cell, solution regions of their own.
    contest: for a task that is free in how it does its work.
    free: why changes by rule (mutants) and numbers prove nothing of a contest; its cases observe what every good answer
        has in common.
    remarks: edits that leave the answer right and earn a remark; derived.
    """

    task: Callable[..., Any]
    points: float
    ids: tuple[str, ...]
    source: str
    probe: Probe
    oracle: str | Callable[..., Any]
    cases: tuple[Case, ...]
    wrong: tuple[Wrong, ...]
    right: tuple[Right, ...] = ()
    family: Family | None = None
    without: Mapping[str, str] = field(default_factory=dict)
    secret_only: Mapping[str, str] = field(default_factory=dict)
    training: Training | None = None
    survivors: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = USUAL
    parts: tuple[Callable[..., Any], ...] = ()
    contest: Contest | None = None
    free: str = ""
    remarks: tuple[Remark, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        problem = find_problem(self) or self._derive()
        if problem:
            raise CourseError(f"{inspect.getsourcefile(self.task)}: exercise {self.name}: {problem}")

    def _derive(self) -> str:
        """Add what the family derives; return what is wrong with the result, or ""."""
        if self.family is None:
            return "`without` leaves derived names out, and there is no family" if self.without else ""
        cases = self.family.derived_cases(self.cases, self.task)
        wrongs, remarks = self.family.derived_mistakes(self.wrong, self.task, self.text)
        names = {case.name for case in cases} | {wrong.name for wrong in wrongs} | {remark.name for remark in remarks}
        if stale := set(self.without) - names:
            return f"`without` names {sorted(stale)[0]!r}, which the family {self.family.name!r} does not derive here"
        object.__setattr__(self, "cases", (*self.cases, *(c for c in cases if c.name not in self.without)))
        object.__setattr__(self, "wrong", (*self.wrong, *(w for w in wrongs if w.name not in self.without)))
        object.__setattr__(self, "remarks", tuple(r for r in remarks if r.name not in self.without))
        return find_problem(self)

    @property
    def name(self) -> str:
        return self.task.__name__

    @cached_property
    def text(self) -> str:
        """The source of the task and its parts, dedented, solution markers included."""
        sources = (textwrap.dedent(inspect.getsource(each)).rstrip() for each in (*self.parts, self.task))
        return "\n\n\n".join(sources) + "\n"

    @property
    def public(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.public)

    def variants(self) -> dict[str, str]:
        """Source text by name: of every `right` given as edits, and of every `wrong`."""
        edited: list[Wrong | Right] = [r for r in self.right if r.task is None]
        return {variant.name: apply_edits(self.text, variant.edits) for variant in (*edited, *self.wrong)}
