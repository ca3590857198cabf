"""The vocabulary of the course: an Exercise with its cases, its mistakes and its other right answers.

Everything is frozen and validated when made; an invalid exercise raises CourseError and never ships.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from grader.core.errors import CourseError
from grader.core.records import FLOAT64, Limits, Tolerance
from grader.probes.probe import Probe

Edits = Mapping[str, str]
Inputs = Callable[[np.random.Generator], dict[str, Any]]
USUAL = Limits()
TRAINING = Limits(cpu=60.0, wall=180.0, memory=2 << 30)

#: Ways of writing the same mistake that only the syntax tree tells apart; see grader.judge.source_traits.
SYNTAX = ("rebinds", "no update")


@dataclass(frozen=True)
class Case:
    """One set of inputs. Order them from the smallest: the first failing one is what a student is shown.

    inputs: draws the probe's inputs from a rng. public: recorded for `check`; every case is also graded with the
    secret seed. weight: share of the points. about: what is in it, in a few words ("4 steps, gradients near 1e-6").
    """

    name: str
    inputs: Inputs
    public: bool = False
    weight: float = 1.0
    about: str = ""
    tolerance: Tolerance = FLOAT64


@dataclass(frozen=True)
class Wrong:
    """A mistake that people make, as an edit to the solution.

    edits: {text: replacement}; each text occurs exactly once in the task's source.
    hint: one string or a ladder of them (nudge, pointer, formula); never the solution.
    syntax: a name in SYNTAX, where another mistake leaves the same trace.
    """

    name: str
    edits: Edits
    hint: str | Sequence[str]
    syntax: str | None = None

    @property
    def hints(self) -> tuple[str, ...]:
        return (self.hint,) if isinstance(self.hint, str) else tuple(self.hint)


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
    ids: of the course's coverage table ("OPT-12"). source: paper and section. probe: from grader.probes, or the name of
    one in the lab's probes.py, which loading the lab puts here.
    oracle: "torch.optim.Adam", or a task with the same interface; imported only when the exercise is verified.
    survivors: {mutant's replacement as the proof prints it: why it cannot be told from the solution}.
    parts: functions and classes that stand above the task in the same answer cell, solution regions of their own.
    limits: what the cell that answers it and each question to it may use; only what differs from records.Limits
    counts, the rest is the lab's. course.toml may say otherwise.
    contest: for a task that is free in how it does its work; then free says why changes to it by rule (mutants) and
    numbers prove nothing, and its cases observe what every good answer has in common.
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
    training: Training | None = None
    survivors: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = USUAL
    parts: tuple[Callable[..., Any], ...] = ()
    contest: Contest | None = None
    free: str = ""

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise CourseError(f"{inspect.getsourcefile(self.task)}: exercise {self.name}: {problem}")

    @property
    def name(self) -> str:
        return self.task.__name__

    @property
    def probe_name(self) -> str:
        return self.probe.name if isinstance(self.probe, Probe) else self.probe

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


def apply_edits(text: str, edits: Edits) -> str:
    """The text with every edit made, by position and all at once.

    Raises ValueError where a key does not occur exactly once, and where two edits overlap.
    """
    spans = []
    for old, new in edits.items():
        count = text.count(old)
        if count != 1:
            raise ValueError(f"the edit {old!r} matches {count} places instead of one")
        start = text.index(old)
        spans.append((start, start + len(old), new))
    spans.sort()
    if any(left[1] > right[0] for left, right in pairwise(spans)):
        raise ValueError("two edits overlap")
    for start, end, new in reversed(spans):
        text = text[:start] + new + text[end:]
    return text


def _problem(exercise: Exercise) -> str:
    """What is wrong with an exercise, or ""."""
    if not exercise.points > 0:
        return f"points must be positive, not {exercise.points}"
    if not isinstance(exercise.probe, Probe | str):
        return "the probe must be one of grader.probes, or the name of one in the lab's probes.py"
    if not exercise.public:
        return "no case is public, so `check` could say nothing; mark at least one with public=True"
    if "### BEGIN SOLUTION" not in exercise.text:
        return "the source has no ### BEGIN SOLUTION region, so the stub would be the answer"
    if bool(exercise.free) != (exercise.contest is not None):
        return "a contest, and nothing else, needs `free`: why changes to the solution by rule prove nothing"
    if exercise.contest and (problem := _contest_problem(exercise.contest)):
        return problem
    if not all(re.fullmatch(r"[A-Z]+-\d+", id) for id in exercise.ids):
        return f"ids look like 'OPT-12', not {exercise.ids}"
    for kind, names in {
        "case": [case.name for case in exercise.cases],
        "right or wrong": [*(r.name for r in exercise.right), *(w.name for w in exercise.wrong)],
    }.items():
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            return f"two {kind} entries are called {sorted(twice)[0]!r}"
    variants: list[Right | Wrong] = [*exercise.right, *exercise.wrong]
    for variant in variants:
        if isinstance(variant, Right) and variant.task is not None:
            continue
        try:
            edited = apply_edits(exercise.text, variant.edits)
            if ast.dump(ast.parse(edited)) == ast.dump(ast.parse(exercise.text)):
                return f"{variant.name!r} changes nothing"
        except (ValueError, SyntaxError) as error:
            return f"{variant.name!r}: {error}"
        if isinstance(variant, Wrong) and variant.syntax not in (None, *SYNTAX):
            return f"{variant.name!r}: syntax must be one of {SYNTAX}, not {variant.syntax!r}"
    return ""


def _contest_problem(contest: Contest) -> str:
    """What is wrong with a contest, or ""."""
    if set(contest.tiers) != set(contest.budget):
        return f"tiers are for {sorted(contest.tiers)}, budgets for {sorted(contest.budget)}; give both for each"
    for dataset, tiers in contest.tiers.items():
        steps = [(tier.accuracy, tier.share) for tier in tiers]
        if not tiers or any(a >= c or b >= d for (a, b), (c, d) in pairwise(steps)):
            return f"the tiers of {dataset} must rise, in accuracy and in share"
        if tiers[-1].share != 1.0 or not tiers[0].share > 0 or not 0 < tiers[0].accuracy < tiers[-1].accuracy <= 1:
            return f"the tiers of {dataset} must lie above 0, and the last one must earn a share of 1"
    return ""
