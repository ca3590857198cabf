"""Run solutions, their edits and the oracle, outside the sandbox and never in a process of student code."""

from __future__ import annotations

import functools
import itertools
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from grader.core import arrays
from grader.core.limits import Limits
from grader.core.records import Observation, Question
from grader.core.suspect import Suspect
from grader.course import oracles
from grader.course.edits import Source, apply_edits
from grader.course.exercise import Exercise
from grader.course.rules import slips_by_rule
from grader.course.seeds import PUBLIC, Seed, rng_for
from grader.course.slips import Solution
from grader.course.timeout import TaskTimeout, run_with_timeout
from grader.course.variants import Case, Wrong
from grader.facts import derive
from grader.probes.context import Context
from grader.probes.observe import observe

#: Lock for observing: it records warnings, which all threads of a process share.
_OBSERVING = threading.RLock()
#: The timeout of an edited solution is the sum of these seconds and so many times the time of the solution. An edit
#: that takes longer does not end, or is no mistake that a diagnosis needs.
_LEAST_TIMEOUT, _TIMES = 1.0, 20.0
#: An edited solution may give so many numbers, and so many times those of the solution: one that broadcasts again and
#: again would fill the memory.
_MOST_NUMBERS, _TIMES_NUMBERS = 10_000, 20


@dataclass(frozen=True)
class DrawnCase:
    """A case with the seed that its inputs are drawn from.

    case: of an exercise
    seed: PUBLIC or a secret one
    """

    case: Case
    seed: Seed

    @property
    def public(self) -> bool:
        """Return whether the inputs may be shown."""
        return self.seed is PUBLIC


class Reference:
    """Observe one exercise's solution, oracle and edited solutions; every observation is computed once and cached."""

    def __init__(self, exercise: Exercise, given: ModuleType | None = None) -> None:
        self.exercise = exercise
        self._context = Context(given, vars(sys.modules[exercise.task.__module__]))
        self._observed: dict[tuple[str, str, int], Observation] = {}
        self._inputs: dict[tuple[str, int], dict[str, Any]] = {}
        self._compiled: dict[str, CodeType] = {}
        self._endless: dict[str, Observation] = {}
        #: Suspects by stage, made when they are first needed.
        self.suspects: dict[str, list[Suspect]] = {}
        self._drawing = threading.Lock()

    def inputs(self, case: Case, seed: Seed) -> dict[str, Any]:
        """Draw the case's inputs; cached and shared, so callers must not change them (probes copy them)."""
        key = (case.name, seed.entropy)
        if key not in self._inputs:
            with self._drawing:
                if key not in self._inputs:  # another thread may have drawn them meanwhile
                    self._inputs[key] = case.inputs(rng_for(self.exercise.name, case.name, seed))
        return self._inputs[key]

    def expected(self, case: Case, seed: Seed) -> Observation:
        """Observe the solution."""
        return self.run("the solution", lambda: self.exercise.task, case, seed)

    def oracle(self, case: Case, seed: Seed) -> Observation:
        """Observe the independent implementation."""
        return self.run("the oracle", lambda: oracles.resolve(self.exercise.oracle), case, seed)

    def edited(self, edits: Mapping[str, str], case: Case, seed: Seed) -> Observation:
        """Observe the solution with these edits; "timed out" where they make it endless, as two together may."""
        return self.changed(apply_edits(self.exercise.text, edits), case, seed)

    def changed(self, text: str, case: Case, seed: Seed) -> Observation:
        """Observe a changed source of the solution, likewise; "killed" where it cannot be compiled."""
        expected = self.expected(case, seed)
        timeout = _LEAST_TIMEOUT + _TIMES * expected.seconds
        most = _MOST_NUMBERS + _TIMES_NUMBERS * _numbers(expected)
        try:
            return self.run(text, lambda: self.compile_text(text), case, seed, timeout, most)
        except SyntaxError as error:
            return Observation("killed", error=f"does not compile: {error}")

    def changed_on(self, text: str, inputs: Mapping[str, Any]) -> Observation:
        """Observe a changed source of the solution on inputs of one's own; not cached."""
        with _OBSERVING:
            try:
                task = self.compile_text(text)
                return run_with_timeout(
                    _LEAST_TIMEOUT, lambda: observe(self.exercise.probe, task, inputs, self._context)
                )
            except TaskTimeout:
                return Observation("timed out", error=f"not done after {_LEAST_TIMEOUT:.1f} s")

    def run(
        self,
        label: str,
        task: Callable[[], Callable[..., Any]],
        case: Case,
        seed: Seed,
        timeout: float = 0.0,
        most: int = 0,
    ) -> Observation:
        """Observe a task, once per label, case and seed. What failed for want of memory is not cached.

        label: key of the cache
        task: makes the task
        case: whose inputs are used
        seed: that they are drawn from
        timeout: in seconds of CPU time, or 0 for none
        most: how many numbers it may give, or 0 for any; what gives more is not kept
        """
        key = (label, case.name, seed.entropy)
        known = self._observed.get(key)
        if known is not None:
            return known
        inputs = self._handed_over(case, seed)

        def observed() -> Observation:
            return observe(self.exercise.probe, task(), inputs, self._context)

        with _OBSERVING:
            known = self._observed.get(key)  # another thread may have observed it meanwhile
            if known is not None:
                return known
            try:
                found = run_with_timeout(timeout, observed) if timeout else observed()
            except TaskTimeout:
                found = Observation("timed out", error=f"not done after {timeout:.1f} s")
            found = self.derive(DrawnCase(case, seed), found)
            if most and _numbers(found) > most:
                found = Observation("killed", error=f"gives more than {most} numbers")
            found = _with_contiguous_arrays(found)
            if found.status != "out of memory":
                self._observed[key] = found
            return found

    def question(self, drawn: DrawnCase, limits: Limits | None = None) -> Question:
        """Make the question that a student's process is asked on a case.

        drawn: the case with its seed
        limits: of the run; default: the exercise's
        """
        exercise = self.exercise
        inputs = self._handed_over(drawn.case, drawn.seed)
        return Question(exercise.name, exercise.probe_name, inputs, limits or exercise.limits)

    def derive(self, drawn: DrawnCase, observation: Observation) -> Observation:
        """Compute what is compared of a task's observation on a case, as of the solution's.

        drawn: the case with its seed
        observation: as a probe made it
        """
        return derive(self.exercise.facts, self.inputs(drawn.case, drawn.seed), observation, self._context.given)

    def _handed_over(self, case: Case, seed: Seed) -> dict[str, Any]:
        inputs, facts = self.inputs(case, seed), self.exercise.facts
        return facts.handed_over(inputs) if facts and facts.withheld else inputs

    def compile(self, edits: Mapping[str, str]) -> Callable[..., Any]:
        """Compile the edited source of the task, with the imports and helpers of the exercise file around it."""
        return self.compile_text(apply_edits(self.exercise.text, edits))

    def compile_text(self, text: str) -> Callable[..., Any]:
        """Compile a source text of the task, with the imports and helpers of the exercise file around it."""
        namespace = dict(vars(sys.modules[self.exercise.task.__module__]))
        if text not in self._compiled:
            self._compiled[text] = compile(text, f"<edited {self.exercise.name}>", "exec")
        exec(self._compiled[text], namespace)
        task: Callable[..., Any] = namespace[self.exercise.name]
        return task

    def mistakes(self) -> list[Suspect]:
        """List every known mistake as a suspect, which is observed on a `DrawnCase`."""
        return [self._suspect(wrong) for wrong in self.exercise.wrong]

    def pairs(self) -> Iterator[Suspect]:
        """Yield every two known mistakes together as a suspect; pairs whose edits overlap are skipped.

        A contest has no pairs: its observed facts are independent, so two mistakes show as two separate differences,
        and each pair would cost a training run or more.
        """
        if self.exercise.contest:
            return
        for one, other in itertools.combinations(self.exercise.wrong, 2):
            try:
                apply_edits(self.exercise.text, {**one.edits, **other.edits})
            except ValueError:
                continue
            if not set(one.edits) & set(other.edits):
                yield self._suspect(one, other)

    def _suspected(self, text: str, drawn: DrawnCase) -> Observation:
        """Observe a suspect; what does not end on one case, or does not compile, equals no answer and is run once."""
        if text in self._endless:
            return self._endless[text]
        found = self.changed(text, drawn.case, drawn.seed)
        if found.status in ("timed out", "killed"):
            self._endless[text] = found
        return found

    def is_endless(self, text: str) -> bool:
        """Whether a changed source is known not to end on one case."""
        return text in self._endless

    @functools.cached_property
    def slips(self) -> list[tuple[str, str]]:
        """The class and the source of every slip by rule; none for a challenge, which has no one right answer."""
        if self.exercise.contest:
            return []
        return slips_by_rule(Solution(self.exercise.task, Source.parse(self.exercise.text)))

    def _suspect(self, *wrongs: Wrong) -> Suspect:
        edits = {old: new for wrong in wrongs for old, new in wrong.edits.items()}
        return self.suspect(wrongs, lambda: apply_edits(self.exercise.text, edits))

    def suspect(self, wrongs: Sequence[Wrong], text: Callable[[], str]) -> Suspect:
        """Make a suspect of one mistake, or two, whose source is made when it is first observed."""
        written = functools.cache(text)
        return Suspect(
            name=" + ".join(wrong.name for wrong in wrongs),
            hints=tuple(dict.fromkeys(hint for wrong in wrongs for hint in wrong.hints)),
            syntax=tuple(wrong.syntax for wrong in wrongs if wrong.syntax),
            observe=lambda drawn: self._suspected(written(), drawn),
            single=len(wrongs) == 1,
        )


def _numbers(observation: Observation) -> int:
    return sum(value.size for value in observation.values.values())


def _with_contiguous_arrays(observation: Observation) -> Observation:
    """Put an observation's arrays into one buffer, as a child sends them; unchanged where one cannot be sent."""
    if not all(map(arrays.travels, observation.values.values())):
        return observation
    text, buffer = arrays.written(observation.types, observation.values)
    layout = arrays.read_layout(text)
    return replace(observation, values=arrays.Arrays(layout, np.frombuffer(buffer, np.uint8)))
