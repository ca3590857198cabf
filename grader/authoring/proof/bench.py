"""Run variants of a task in the sandbox, as grading runs a submission."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from grader.core.kill_matrix import MOST, Attempt
from grader.core.limits import Limits
from grader.core.records import ENDED, CellResult, Observation, Question, Verdict
from grader.course.exercise import Exercise
from grader.course.loader import DEFAULT_IMPORTS, Lab
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC, Seed
from grader.course.variants import Case
from grader.facts import derive
from grader.grading import training_data
from grader.grading.exercise_runner import case_run, verdicts_with_credit
from grader.judge.cases import Findings, judge_cases
from grader.judge.compare import compare, margin
from grader.judge.score import verdict

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Session

#: Limits of a mutant, which may never end or fill the memory; the solution needs a hundredth of them.
LIMITS = Limits(cpu=3.0, wall=10.0, memory=512 << 20)


def drawn_cases(exercise: Exercise, *secret: Seed) -> list[DrawnCase]:
    """List the public cases as recorded, then every case with each secret seed: those of grading, in its order."""
    public = [DrawnCase(case, PUBLIC) for case in exercise.public]
    return public + [DrawnCase(case, seed) for seed in secret for case in exercise.cases]


class Bench:
    """Run one source text after the other in a sandboxed process; a killed process is replaced at the next text.

    open_session: makes a process. setup: the cell that is run first in each.
    """

    def __init__(self, open_session: Callable[[], Session], setup: str = DEFAULT_IMPORTS) -> None:
        self._open_session, self._setup = open_session, setup
        self._session: Session | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def define(self, source: str) -> CellResult:
        """Run a cell that defines a task."""
        if self._session is None or not self._session.alive:
            self._close()
            self._session = self._open_session()
            self._session.__enter__()
            self._session.run_cell(self._setup, "setup")
        return self._session.run_cell(source, "answer", LIMITS)

    def observe_run(
        self, exercise: Exercise, inputs: Mapping[str, Any], limits: Limits, given: ModuleType | None = None
    ) -> Observation:
        """Observe a run of the task that was defined last on a data set, and compute the labels that it predicts."""
        answer = self._answer(training_data.question(exercise, inputs, limits))
        return derive(exercise.facts, inputs, answer, given)

    def observe_case(self, reference: Reference, drawn: DrawnCase, limits: Limits = LIMITS) -> Observation:
        """Observe the task that was defined last on a case, and compute what is compared.

        Returns "killed" once the process has ended.
        """
        return reference.derive(drawn, self._answer(reference.question(drawn, limits)))

    def _answer(self, question: Question) -> Observation:
        if self._session is None or not self._session.alive:
            return Observation("killed", error="an earlier case ended the process")
        [observation] = self._session.probes([question])
        return observation

    def _close(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def attempts(bench: Bench, reference: Reference, source: str, cases: Sequence[DrawnCase]) -> Iterator[Attempt]:
    """Yield the attempt of a source text at each case, run lazily; cases after the process's end are not run."""
    defined = bench.define(source)
    ended = False
    for drawn in cases:
        if defined.status != "ok":
            yield Attempt(True, MOST, defined.status)
        elif ended:
            yield Attempt(None)
        else:
            got = bench.observe_case(reference, drawn)
            ended = got.status in ENDED
            yield attempt(reference.expected(drawn.case, drawn.seed), got, drawn.case)


def attempt(expected: Observation, got: Observation, case: Case) -> Attempt:
    """Compare a variant's observation with the expected one on a case."""
    if got.status != "ok":
        error = got.error_type if got.status == "raised" else ""
        return Attempt(True, MOST, f"{got.status} {error}".strip())
    mismatch = compare(expected, got, case.tolerance)
    if mismatch and mismatch.reason != "values":
        return Attempt(True, MOST, mismatch.reason)
    return Attempt(mismatch is not None, min(MOST, margin(expected, got, case.tolerance)))


def notices(bench: Bench, reference: Reference, source: str, cases: Sequence[DrawnCase]) -> bool:
    """Return whether at least one case catches a source text; stops at the first."""
    return any(each.caught for each in attempts(bench, reference, source, cases))


def judge_text(bench: Bench, reference: Reference, source: str, cases: Sequence[DrawnCase]) -> Verdict:
    """Judge a source text of the task as grading does, without training runs."""
    exercise = reference.exercise
    defined = bench.define(source)

    def observe(drawn: DrawnCase) -> Observation:
        observation = bench.observe_case(reference, drawn, exercise.limits)
        failed = Observation("raised", error=f"{defined.status}: {defined.error}")
        return observation if defined.status == "ok" else failed

    judged = judge_cases(replace(case_run(reference, drawn, observe(drawn)), public=True) for drawn in cases)
    notes = [note for case in judged for note in case.run.observation.notes]
    verdicts = verdicts_with_credit(reference, Findings(judged))
    return verdict(exercise.name, exercise.points, verdicts, notes=notes)


def trained(
    bench: Bench, lab: Lab, exercise: Exercise, dataset: DataSet, seed: Seed
) -> Iterator[tuple[str, float | None]]:
    """Yield (optimizer, accuracy) of the solution's training runs: with the exercise named, and with the fallback."""
    plan = exercise.training
    assert plan is not None
    bench.define(exercise.text)
    bench.define(lab.exercise(plan.own).text)
    for own, optimizer in ((True, plan.own), (False, plan.fallback)):
        inputs = training_data.job(plan, dataset, seed, own)
        got = bench.observe_run(exercise, inputs, plan.limits, lab.given)
        yield optimizer, training_data.accuracy(got, training_data.held_out_labels(dataset, seed))


def idle(text: str) -> str:
    """Replace every solution region of a task's source by `pass`, so that it runs and does nothing.

    `pass` also stands where a region is the whole body of a function, so the result always parses.
    """
    lines, inside = [], False
    for line in text.splitlines():
        if "### BEGIN SOLUTION" in line:
            inside = True
            lines.append(line.replace("### BEGIN SOLUTION", "pass"))
        elif "### END SOLUTION" in line:
            inside = False
        elif not inside:
            lines.append(line)
    return ast.unparse(ast.parse("\n".join(lines))) + "\n"
