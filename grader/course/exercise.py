"""Define an exercise: a task with its cases, its mistakes, its other right answers and what is derived from them.

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

from grader.core.errors import CourseError
from grader.core.limits import Limits
from grader.course.edits import BEGIN, apply_edits
from grader.course.families import Family
from grader.course.training import Contest, Training
from grader.course.variants import Case, Remark, Right, Wrong
from grader.facts import Facts
from grader.facts import find as find_facts
from grader.probes.probe import Probe

USUAL = Limits()
#: What ids of the coverage table look like.
ID = r"[A-Z]+-\d+"
#: Traits of a source that separate mistakes with equal observations; see grader.judge.source_traits.
SYNTAX = ("rebinds", "no update")
#: The most cases that an exercise may have: each is run for every submission.
MOST_CASES = 12


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
    hint: where to look in an answer that no known mistake explains; never the solution.
    right: other correct solutions.
    family: the kind of task, whose standard cases and mistakes are derived; None derives nothing.
    without: {name of a derived case, mistake or remark: why it is left out}.
    secret_only: {a mutant's label as the proof prints it: why no public case catches it}.
    training: a run on a data set, judged by accuracy.
    survivors: {a mutant's label as the proof prints it: why it is equivalent to the solution}.
    limits: of its answer cell and of each run of a probe; fields equal to the defaults of Limits are the lab's, and
        course.toml overrides them.
    parts: functions and classes above the task in the same answer cell, with solution regions of their own.
    contest: a training run judged by tiers, or None.
    free: why mutants and exact numbers prove nothing of a contest, whose cases observe what every good answer has in
        common; "" for every other task.
    facts: what is computed from the probe's arrays and compared; the loader finds the lab's own.
    shares: {output: how much it counts beside the others} where a wrong answer earns by output; others count 1.
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
    hint: str = ""
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
    facts: Facts | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        problem = find_problem(self) or self._derive()
        if problem:
            raise CourseError(f"{inspect.getsourcefile(self.task)}: exercise {self.name}: {problem}")
        if self.facts is None:
            object.__setattr__(self, "facts", find_facts(self.probe_name))

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


def find_problem(exercise: Exercise) -> str:
    """Return what is wrong with an exercise, or ""."""
    if not exercise.points > 0:
        return f"points must be positive, not {exercise.points}"
    if not all(share > 0 for share in exercise.shares.values()):
        return f"shares must be positive, not {dict(exercise.shares)}"
    if not isinstance(exercise.probe, Probe | str):
        return "the probe must be one of grader.probes, or the name of one in the lab's probes.py"
    if not exercise.public:
        return "no case is public, so `check` could say nothing; mark at least one with public=True"
    if BEGIN not in exercise.text:
        return "the source has no ### BEGIN SOLUTION region, so the stub would be the answer"
    if bool(exercise.free) != (exercise.contest is not None):
        return "a contest, and nothing else, needs `free`: why changes to the solution by rule prove nothing"
    if exercise.contest and (problem := _contest_problem(exercise.contest)):
        return problem
    if not all(re.fullmatch(ID, id) for id in exercise.ids):
        return f"ids look like 'OPT-12', not {exercise.ids}"
    for kind, names in {
        "case": [case.name for case in exercise.cases],
        "right or wrong": [*(r.name for r in exercise.right), *(w.name for w in exercise.wrong)],
    }.items():
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            return f"two {kind} entries are called {sorted(twice)[0]!r}"
    if len(exercise.cases) > MOST_CASES:
        return f"{len(exercise.cases)} cases, where {MOST_CASES} are allowed; leave some out"
    edited = [right for right in exercise.right if right.task is None]
    return _edits_problem(exercise.text, [*edited, *exercise.wrong, *exercise.remarks])


def _edits_problem(text: str, variants: Sequence[Right | Wrong | Remark]) -> str:
    """Return what is wrong with the edits, or ""."""
    original = ast.dump(ast.parse(text))
    for variant in variants:
        try:
            if ast.dump(ast.parse(apply_edits(text, variant.edits))) == original:
                return f"{variant.name!r} changes nothing"
        except (ValueError, SyntaxError) as error:
            return f"{variant.name!r}: {error}"
        syntax = getattr(variant, "syntax", None)
        if syntax not in (None, *SYNTAX):
            return f"{variant.name!r}: syntax must be one of {SYNTAX}, not {syntax!r}"
    return ""


def _contest_problem(contest: Contest) -> str:
    """Return what is wrong with a contest, or ""."""
    if set(contest.tiers) != set(contest.budget):
        return f"tiers are for {sorted(contest.tiers)}, budgets for {sorted(contest.budget)}; give both for each"
    for dataset, tiers in contest.tiers.items():
        steps = [(tier.accuracy, tier.share) for tier in tiers]
        if not tiers or any(a >= c or b >= d for (a, b), (c, d) in pairwise(steps)):
            return f"the tiers of {dataset} must rise, in accuracy and in share"
        if tiers[-1].share != 1.0 or not tiers[0].share > 0 or not 0 < tiers[0].accuracy < tiers[-1].accuracy <= 1:
            return f"the tiers of {dataset} must lie above 0, and the last one must earn a share of 1"
    return ""
