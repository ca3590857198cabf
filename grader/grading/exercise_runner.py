"""An exercise put to a student's process: its cases asked, the answers compared and diagnosed, out here."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from grader.core.records import CaseVerdict, Cell, Observation, Question, Submission, Verdict
from grader.course.exercise import Case, Exercise
from grader.course.reference import PUBLIC, Candidate, Reference, Seed
from grader.grading import training_run
from grader.grading.context import Grading
from grader.grading.notebook_runner import Examination, Execution
from grader.judge import nondeterminism
from grader.judge.compare import compare
from grader.judge.diagnose import Diagnosis, Run, Suspect, diagnose
from grader.judge.score import NOT_ATTEMPTED, case_verdict, verdict, without_points
from grader.judge.source_traits import traits

#: What every stub that nbgrader hands out raises.
_UNTOUCHED = "NotImplementedError"


def examine(grading: Grading, name: str, execution: Execution, used: set[str]) -> Examination:
    """Put an exercise's cases to the student's process, one after the other, and judge them.

    used: gains the name of the data set where there is a run.
    """
    exercise, reference = grading.lab.exercise(name), grading.references[name]
    cell = _answer_cell(execution.submission, name)
    early = _without_running(exercise, cell, grading.stubs.get(name, ""), execution)
    if early:
        return early
    cases: list[CaseVerdict] = []
    asked_of: list[Run] = []
    notes: list[str] = []
    seconds = 0.0
    for asked in _cases(grading.seed, exercise, cases):
        probe, limits = exercise.probe_name, exercise.limits
        answers = yield [Question(name, probe, reference.inputs(*key), limits) for key in asked]
        for (case, seed), got in zip(asked, answers, strict=False):  # what is left unread is waited for and dropped
            expected, public = reference.expected(case, seed), seed is PUBLIC
            seconds += got.seconds
            notes += got.notes if public else ()  # a warning's text might carry secret inputs
            if got.status == "missing":
                return without_points(name, exercise.points, *_why_missing(name, execution))
            mismatch = compare(expected, got, case.tolerance) if got.status == "ok" else None
            cases.append(case_verdict(case.name, seed.name, case.weight, got, mismatch, public=public))
            asked_of.append(Run((case, seed), expected, got, case.tolerance))
            if got.status == "not attempted":
                return without_points(name, exercise.points, "not attempted", cases[-1].message)
            if got.status in ("timed out", "out of memory", "killed"):
                break
        if got.status in ("timed out", "out of memory", "killed"):
            break
    ran = len(asked_of)
    number, difference = yield from _again(grading, exercise, cases, asked_of)
    cases += _not_run(exercise, cases, grading.seed.name)
    if exercise.training and cases[0].status in ("right", "wrong"):
        cases.append((yield from training_run.train(grading, exercise, execution, used)))
    elif exercise.training:
        weight = exercise.training.weight
        cases.append(CaseVerdict("accuracy", grading.seed.name, cases[0].status, weight, 0.0, "not trained"))
    if exercise.contest:
        cases.append((yield from training_run.compete(grading, exercise, execution, cases, used)))
    failed = any(case.status != "right" for case in cases[:ran])
    diagnosis = _diagnose(reference, asked_of, cell.source if cell else "") if failed else None
    if difference and diagnosis is None:
        cases[number] = nondeterminism.told(cases[number], difference)
    return verdict(
        name,
        exercise.points,
        cases,
        diagnosis=diagnosis,
        notes=notes,
        seconds=round(seconds, 4),
        nondeterministic=bool(difference),
    )


def _again(
    grading: Grading, exercise: Exercise, cases: Sequence[CaseVerdict], asked_of: list[Run]
) -> Generator[Sequence[Question], Iterator[Observation], tuple[int, str]]:
    """Ask a wrong answer's first failing case once more: (its number, how the second answer differs or "").

    What came of it is one more run for the diagnosis: chance alone does not make a known mistake twice.
    """
    number = nondeterminism.to_ask_again(cases)
    if number is None or exercise.contest:
        return 0, ""
    first = asked_of[number]
    inputs = grading.references[exercise.name].inputs(*first.key)
    answers = yield [Question(exercise.name, exercise.probe_name, inputs, exercise.limits)]
    again = next(answers)
    if nondeterminism.comparable(again):
        asked_of.append(replace(first, got=again))
    return number, nondeterminism.changed(first.got, again, first.tolerance)


def _cases(seed: Seed, exercise: Exercise, judged: Sequence[CaseVerdict]) -> Iterator[Sequence[tuple[Case, Seed]]]:
    """The smallest public case, then every case with the secret seed, then the other public ones.

    Those are left out where everything was right: they serve to show what went wrong, on inputs that may be shown.
    """
    first, *others = exercise.public
    yield [(first, PUBLIC), *((case, seed) for case in exercise.cases)]
    if others and any(case.status != "right" for case in judged):
        yield [(case, PUBLIC) for case in others]


def _without_running(exercise: Exercise, cell: Cell | None, stub: str, execution: Execution) -> Verdict | None:
    """The verdict where there is nothing to run: the stub as handed out, or a cell that ended the process."""
    if cell is None:
        return without_points(exercise.name, exercise.points, "missing", "its answer cell is not in the notebook")
    if _same_code(cell.source, stub):
        return without_points(exercise.name, exercise.points, "not attempted", NOT_ATTEMPTED)
    result = execution.result_of(exercise.name)
    if result and result.status in ("timed out", "out of memory", "killed"):
        return without_points(exercise.name, exercise.points, result.status, f"its cell: {result.error}")
    return None


def _diagnose(reference: Reference, runs: Sequence[Run], source: str) -> Diagnosis | None:
    singles = [_suspect(candidate) for candidate in reference.mistakes()]
    pairs = (_suspect(candidate) for candidate in reference.pairs())
    return diagnose(runs, singles, pairs, traits(source))


def _suspect(candidate: Candidate) -> Suspect:
    return Suspect(candidate.name, candidate.hints, candidate.syntax, lambda key: candidate.observe(*key))


def _answer_cell(submission: Submission, exercise: str) -> Cell | None:
    cells = [cell for cell in submission.cells if cell.role == "solution" and cell.exercise == exercise]
    return cells[0] if cells else None


def _not_run(exercise: Exercise, cases: Sequence[CaseVerdict], seed: str) -> list[CaseVerdict]:
    """Cases not reached with the secret seed because an earlier one ended the process: they earn nothing."""
    seen = {case.case for case in cases if case.seed == seed}
    last = cases[-1]
    return [
        CaseVerdict(case.name, seed, last.status, case.weight, 0.0, "not run: an earlier case ended the process")
        for case in exercise.cases
        if case.name not in seen
    ]


def _why_missing(name: str, execution: Execution) -> tuple[Any, str]:
    """Status and message of an exercise whose name is not defined when its check comes."""
    result = execution.result_of(name)
    if result and result.status != "ok":
        refused = result.status == "blocked" and name in execution.refused
        return result.status, f"its cell: {result.error}" if refused else f"its cell ended in {result.error}"
    return "missing", f"nothing called {name} is defined when its check runs; keep the name that was handed out"


def _same_code(one: str, other: str) -> bool:
    """Whether two sources are the same program, comments and layout aside."""
    if one.strip() == other.strip():
        return True
    if _UNTOUCHED in other and _UNTOUCHED not in one:
        return False  # the way of nearly every answer, without parsing it
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
