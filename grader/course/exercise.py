"""Define the records of the course: an Exercise with its cases, its mistakes and its other right answers.

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
from grader.probes.probe import Probe

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
    """Another correct solution, which must pass.

    name: unique within the exercise.
    edits: to the solution, as those of a Wrong.
    task: a whole task in place of edits, or None.
    """

    name: str
    edits: Edits = field(default_factory=dict)
    task: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Training:
    """A run on a data set, judged by accuracy on held-out images (the second part of `fit`).

    own: name of the exercise whose task serves as the optimizer where the student's is right.
    own_options: its options.
    fallback: name in given.py of the optimizer that serves where the student's is not right.
    fallback_options: its options.
    sizes: units per layer.
    batch_size: images per mini-batch.
    epochs: {data set: number of epochs}.
    thresholds: {data set: (accuracy for partial credit, accuracy for full credit)}, fractions.
    weight: of the run, added to the cases' weights.
    calibration: where the thresholds come from, in words and figures.
    limits: of the run.
    part: argument of the probe that takes `own` ("optimizer", "loss").
    reached: {data set: {own or fallback: accuracies of the calibration's runs}}, from which the false-fail bound is
        computed (grader.judge.thresholds).
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
    """A tier of a contest.

    name: shown to students.
    accuracy: the least held-out accuracy, a fraction.
    share: of the contest's weight that it earns.
    """

    name: str
    accuracy: float
    share: float


@dataclass(frozen=True)
class Contest:
    """A training run of the student's own design on a data set, judged by tiers of held-out accuracy.

    tiers: {data set: tiers, the lowest first}; the last one's share is 1.
    budget: {data set: seconds of CPU time on one core}.
    weight: of the run, added to the cases' weights.
    calibration: where the tiers come from, in figures.
    memory: limit of the run, bytes.
    reached: {data set: {tier: accuracies of the runs of its reference}}, from which the false-fail bound is computed
        (grader.judge.thresholds).
    """

    tiers: Mapping[str, tuple[Tier, ...]]
    budget: Mapping[str, float]
    weight: float
    calibration: str
    memory: int = 4 << 30
    reached: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)

    def limits(self, dataset: str) -> Limits:
        """Return the limits of one run on a data set; the wall time leaves room for waiting on a busy machine.

        A run that exceeds its CPU time beside others is repeated alone, see grader.grading.training_run.
        """
        return Limits(cpu=self.budget[dataset], wall=6 * self.budget[dataset], memory=self.memory)


@dataclass(frozen=True)
class Exercise:
    """A task, with all that its notebook cells, checks, grading and proof are derived from.

    task: the solution, a class or function whose body has nbgrader's BEGIN/END SOLUTION regions.
    points: what a right answer earns.
    ids: items of the course's coverage table that it covers ("OPT-12").
    source: paper and section.
    probe: how it is exercised: one of grader.probes, or the name of one in the lab's probes.py, which the loader
        resolves.
    oracle: "torch.optim.Adam", or a task with the same interface; imported only when the exercise is verified.
    cases: written in the file; once made, also those that its family derives.
    wrong: known mistakes, likewise.
    right: other correct solutions.
    family: the kind of task, whose standard cases and mistakes are derived; None derives nothing.
    without: {name of a derived case, mistake or remark: why it is left out}.
    secret_only: {name of a mistake, or a mutant's label: why no public case catches it}.
    training: a run on a data set, judged by accuracy.
    survivors: {a mutant's label as the proof prints it: why it is equivalent to the solution}.
    limits: of its answer cell and of each run of a probe; fields equal to the defaults of Limits are the lab's, and
        course.toml overrides them.
    parts: functions and classes above the task in the same answer cell, with solution regions of their own.
    contest: a training run judged by tiers, or None.
    free: why mutants and exact numbers prove nothing of a contest, whose cases observe what every good answer has in
        common; "" for every other task.
    remarks: edits that leave the answer right and earn a remark; derived.
    """

    task: Callable[..., Any]
    points: float
    ids: tuple[str, ...]
    source: str
    probe: Probe | str
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
        # `dataclasses.replace` passes the derived ones as well; they are derived again, from the written ones alone
        object.__setattr__(self, "cases", tuple(case for case in self.cases if not case.family))
        object.__setattr__(self, "wrong", tuple(wrong for wrong in self.wrong if not wrong.family))
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

    @property
    def probe_name(self) -> str:
        return self.probe.name if isinstance(self.probe, Probe) else self.probe

    @cached_property
    def text(self) -> str:
        """Return the source of the task and its parts, dedented, solution markers included."""
        sources = (textwrap.dedent(inspect.getsource(each)).rstrip() for each in (*self.parts, self.task))
        return "\n\n\n".join(sources) + "\n"

    @property
    def public(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.public)

    def variants(self) -> dict[str, str]:
        """Return the source text, by name, of every `right` that is edits and of every `wrong`."""
        edited: list[Wrong | Right] = [r for r in self.right if r.task is None]
        return {variant.name: apply_edits(self.text, variant.edits) for variant in (*edited, *self.wrong)}
