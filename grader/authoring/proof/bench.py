"""Run texts of a task in the sandbox as if a student had handed them in: for the proof of the exercises."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.core.kill_matrix import MOST, Attempt
from grader.core.limits import Limits
from grader.core.records import ENDED, CellResult, Observation, Question, Verdict
from grader.course.exercise import Case, Exercise
from grader.course.reference import PUBLIC, DrawnCase, Reference, Seed
from grader.grading import training_data
from grader.grading.exercise_runner import case_run
from grader.judge.cases import judge_cases
from grader.judge.compare import compare, margin
from grader.judge.score import verdict

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Session

#: All that a notebook has defined when an answer cell runs, as far as answers may rely on it.
SETUP = "import numpy as np"
#: A mutant may loop for ever or eat memory; the solution itself needs a hundredth of this.
LIMITS = Limits(cpu=3.0, wall=10.0, memory=512 << 20)


def drawn_cases(exercise: Exercise, *secret: Seed) -> list[DrawnCase]:
    """The public cases as recorded, then every case with each secret seed: as grading asks them."""
    public = [DrawnCase(case, PUBLIC) for case in exercise.public]
    return public + [DrawnCase(case, seed) for seed in secret for case in exercise.cases]


class Bench:
    """A sandboxed process that runs one text after the other; a new one is opened when it has been killed."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self._open_session = open_session
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
            self._session.run_cell(SETUP, "setup")
        return self._session.run_cell(source, "answer", LIMITS)

    def observe(self, name: str, probe: str, inputs: Mapping[str, Any], limits: Limits = LIMITS) -> Observation:
        """What the task defined last gives; "killed" once the process is gone."""
        if self._session is None or not self._session.alive:
            return Observation("killed", error="an earlier case ended the process")
        [observation] = self._session.probes([Question(name, probe, inputs, limits)])
        return observation

    def _close(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def attempts(bench: Bench, reference: Reference, source: str, asked: Sequence[DrawnCase]) -> Iterator[Attempt]:
    """A text of the task on one case after the other, each run when it is asked for; none after the process's end."""
    exercise = reference.exercise
    defined = bench.define(source)
    ended = False
    for question in asked:
        if defined.status != "ok":
            yield Attempt(True, MOST, defined.status)
        elif ended:
            yield Attempt(None)
        else:
            inputs = reference.inputs(question.case, question.seed)
            got = bench.observe(exercise.name, exercise.probe.__name__, inputs)
            ended = got.status in ENDED
            yield attempt(reference.expected(question.case, question.seed), got, question.case)


def attempt(expected: Observation, got: Observation, case: Case) -> Attempt:
    """What one case says of what a variant gave."""
    if got.status != "ok":
        error = got.error_type if got.status == "raised" else ""
        return Attempt(True, MOST, f"{got.status} {error}".strip())
    mismatch = compare(expected, got, case.tolerance)
    if mismatch and mismatch.reason != "values":
        return Attempt(True, MOST, mismatch.reason)
    return Attempt(mismatch is not None, min(MOST, margin(expected, got, case.tolerance)))


def notices(bench: Bench, reference: Reference, source: str, asked: Sequence[DrawnCase]) -> bool:
    """Whether at least one of the cases tells a text of the task from the solution; stops at the first."""
    return any(each.caught for each in attempts(bench, reference, source, asked))


def judge_text(bench: Bench, reference: Reference, source: str, asked: Sequence[DrawnCase]) -> Verdict:
    """The verdict on a text of the task, training runs left out."""
    exercise = reference.exercise
    defined = bench.define(source)

    def observe(drawn: DrawnCase) -> Observation:
        inputs = reference.inputs(drawn.case, drawn.seed)
        observation = bench.observe(exercise.name, exercise.probe.__name__, inputs, exercise.limits)
        failed = Observation("raised", error=f"{defined.status}: {defined.error}")
        return observation if defined.status == "ok" else failed

    judged = judge_cases(replace(case_run(reference, drawn, observe(drawn)), public=True) for drawn in asked)
    notes = [note for case in judged for note in case.run.observation.notes]
    return verdict(exercise.name, exercise.points, [case.verdict for case in judged], notes=notes)


def trained(
    bench: Bench, exercise: Exercise, others: Mapping[str, Exercise], dataset: DataSet, seed: Seed
) -> Iterator[tuple[str, float | None]]:
    """(optimizer, accuracy) of the solution's training runs: with the exercise they name, and with the fallback."""
    plan = exercise.training
    assert plan is not None
    bench.define(exercise.text)
    bench.define(others[plan.own].text)
    for own, optimizer in ((True, plan.own), (False, plan.fallback)):
        inputs = training_data.job(plan, dataset, seed, own)
        got = bench.observe(exercise.name, exercise.probe.__name__, inputs, plan.limits)
        yield optimizer, training_data.accuracy(got, training_data.held_out_labels(dataset, seed))


def idle(text: str) -> str:
    """The task's source with `pass` for every solution region: it runs, and does nothing.

    Regions that are all a function has keep its signature and docstring; so the text always parses.
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
