"""Puts texts of a task through the sandbox as if a student had handed them in: for the proof of the exercises."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.core import records
from grader.core.kill_matrix import MOST, Attempt
from grader.core.records import Limits, Observation, Verdict
from grader.course.exercise import Case, Exercise
from grader.course.reference import PUBLIC, Reference, Seed
from grader.grading import training_data
from grader.judge.compare import compare, margin
from grader.judge.score import case_verdict, verdict

if TYPE_CHECKING:
    from grader.datasets import DataSet
    from grader.sandbox import Session

#: All that a notebook has defined when an answer cell runs, as far as answers may rely on it.
SETUP = "import numpy as np"
#: A mutant may loop for ever or eat memory; the solution itself needs a hundredth of this.
LIMITS = Limits(cpu=3.0, wall=10.0, memory=512 << 20)


@dataclass(frozen=True)
class Question:
    """A case with the seed it is drawn from."""

    case: Case
    seed: Seed


def questions(exercise: Exercise, *secret: Seed) -> list[Question]:
    """The public cases as recorded, then every case with each secret seed: as grading asks them."""
    public = [Question(case, PUBLIC) for case in exercise.public]
    return public + [Question(case, seed) for seed in secret for case in exercise.cases]


class Bench:
    """One sandboxed process that tries one text after the other; a new one is opened when it has been killed."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        self._open_session = open_session
        self._session: Session | None = None

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def define(self, source: str) -> str:
        """Run a cell that defines a task; "" or what went wrong."""
        if self._session is None or not self._session.alive:
            self._close()
            self._session = self._open_session()
            self._session.__enter__()
            self._session.run_cell(SETUP, "setup")
        result = self._session.run_cell(source, "answer", LIMITS)
        return "" if result.status == "ok" else f"{result.status}: {result.error}"

    def observe(self, name: str, probe: str, inputs: Mapping[str, Any], limits: Limits = LIMITS) -> Observation:
        """What the task defined last gives; "killed" once the process is gone."""
        if self._session is None or not self._session.alive:
            return Observation("killed", error="an earlier case ended the process")
        [seen] = self._session.probes([records.Question(name, probe, inputs, limits)])
        return seen

    def _close(self) -> None:
        if self._session is not None:
            self._session.__exit__(None, None, None)
            self._session = None


def attempts(bench: Bench, reference: Reference, source: str, asked: Sequence[Question]) -> Iterator[Attempt]:
    """A text of the task on one case after the other, each run when it is asked for; none after the process's end."""
    exercise = reference.exercise
    failure = bench.define(source)
    ended = False
    for question in asked:
        if failure:
            yield Attempt(True, MOST, failure.partition(":")[0])
        elif ended:
            yield Attempt(None)
        else:
            inputs = reference.inputs(question.case, question.seed)
            got = bench.observe(exercise.name, exercise.probe_name, inputs)
            ended = got.status in ("timed out", "out of memory", "killed")
            yield attempt(reference.expected(question.case, question.seed), got, question.case)


def attempt(expected: Observation, got: Observation, case: Case) -> Attempt:
    """What one case says of what a variant gave."""
    if got.status != "ok":
        error = got.error.partition(":")[0] if got.status == "raised" else ""
        return Attempt(True, MOST, f"{got.status} {error}".strip())
    mismatch = compare(expected, got, case.tolerance)
    if mismatch and mismatch.reason != "values":
        return Attempt(True, MOST, mismatch.reason)
    return Attempt(mismatch is not None, min(MOST, margin(expected, got, case.tolerance)))


def notices(bench: Bench, reference: Reference, source: str, asked: Sequence[Question]) -> bool:
    """Whether at least one of the cases tells a text of the task from the solution; stops at the first."""
    return any(each.caught for each in attempts(bench, reference, source, asked))


def judged(bench: Bench, reference: Reference, source: str, asked: Sequence[Question]) -> Verdict:
    """The verdict on a text of the task, training runs left out."""
    exercise, cases, notes = reference.exercise, [], list[str]()
    failure = bench.define(source)
    for question in asked:
        case, seed = question.case, question.seed
        got = bench.observe(exercise.name, exercise.probe_name, reference.inputs(case, seed), exercise.limits)
        if failure:
            got = Observation("raised", error=failure)
        mismatch = compare(reference.expected(case, seed), got, case.tolerance) if got.status == "ok" else None
        cases.append(case_verdict(case.name, seed.name, case.weight, got, mismatch, public=True))
        notes += got.notes
    return verdict(exercise.name, exercise.points, cases, notes=notes)


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
        got = bench.observe(exercise.name, exercise.probe_name, inputs, plan.limits)
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
