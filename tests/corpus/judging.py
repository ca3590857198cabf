"""Judge a wrong answer in this process, as `check` does and as grading does.

`check` compares with the recorded public cases; grading draws all cases from a secret seed too and tries two mistakes
at once. Training runs are left out: they tell accuracies, not mistakes.
"""

from __future__ import annotations

import contextlib
import io
import linecache
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from grader.authoring.proof.bench import drawn_cases
from grader.core.records import Observation, Verdict
from grader.course.loader import Course, Lab, find_course
from grader.course.reference import Reference
from grader.course.seeds import secret_seed
from grader.course.suspects import Suspects
from grader.grading.exercise_runner import case_run
from grader.judge.cases import find_causes, judge_cases
from grader.judge.diagnose import CaseRun
from grader.judge.score import verdict
from grader.probes.context import Context
from grader.probes.observe import observe
from grader.student.check import Report
from tests.corpus import WrongAnswer

COURSE: Course = find_course(Path(__file__).parent)
SECRET = secret_seed(b"wrong answers")
_TIMEOUT = 20.0

#: How a name relates to what is wrong. "": no name.
Naming = Literal["", "truly", "falsely"]


@dataclass(frozen=True)
class Judged:
    """What was said of one wrong answer.

    caught: whether at least one case failed
    name: the misconception, or ""
    naming: whether that name is true
    explained: whether more was said than that numbers differ
    raised: whether at least one case ended in an exception
    message: the first line for the student
    """

    caught: bool
    name: str
    naming: Naming
    explained: bool
    raised: bool
    message: str


def lab_of(answer: WrongAnswer) -> Lab:
    """Find the lab of an answer's exercise."""
    [lab] = [lab for lab in COURSE.labs.values() if any(each.name == answer.exercise for each in lab.exercises)]
    return lab


def define(answer: WrongAnswer) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Run an answer's cell in a fresh namespace; returns the task and the namespace."""
    name = f"<corpus {answer.exercise}: {answer.name}>"
    linecache.cache[name] = (len(answer.source), None, answer.source.splitlines(keepends=True), name)
    namespace: dict[str, Any] = {"np": np, "__name__": "__main__"}
    exec(compile(answer.source, name, "exec"), namespace)
    return namespace[answer.exercise], namespace


def judge_by_check(answer: WrongAnswer) -> Judged:
    """Run `check` beside the lab's handed-out notebook."""
    _, namespace = define(answer)
    folder = COURSE.root / "labs" / lab_of(answer).name
    with contextlib.chdir(folder):
        exec(f"from grader import check\nreport = check({answer.exercise})", namespace)
    report: Report = namespace["report"]
    if report.verdict is None:
        raise RuntimeError(f"{answer.exercise}, {answer.name!r} was not checked: {report!r}")
    return _judged(answer, report.verdict)


def judge_by_grading(answer: WrongAnswer) -> Judged:
    """Judge on the public cases and on every case with a secret seed, as grading does."""
    reference = _reference(lab_of(answer).name, answer.exercise)
    exercise = reference.exercise
    task, _ = define(answer)

    def observed(run: str, key: Any) -> Observation:
        with contextlib.redirect_stdout(io.StringIO()):
            return reference.run(f"{run}: {answer.name}", lambda: task, key.case, key.seed, _TIMEOUT)

    def ask_again(case: CaseRun) -> Observation:
        return observed("asked again", case.key)

    def ask_changed(case: CaseRun, inputs: Mapping[str, Any]) -> Observation:
        with contextlib.redirect_stdout(io.StringIO()):
            return observe(exercise.probe, task, inputs, Context(lab_of(answer).given, {}))

    judged = judge_cases(
        case_run(reference, drawn, observed("asked", drawn)) for drawn in drawn_cases(exercise, SECRET)
    )
    findings = find_causes(
        judged,
        source=lambda: answer.source,
        singles=reference.mistakes,
        stages=Suspects(reference).stages,
        ask_again=None if exercise.contest else ask_again,
        ask_changed=None if exercise.facts else ask_changed,
    )
    notes = [note for case in judged for note in case.run.observation.notes if note not in case.run.expected.notes]
    return _judged(
        answer,
        verdict(
            exercise.name,
            exercise.points,
            findings.verdicts,
            diagnosis=findings.diagnosis,
            notes=notes,
            nondeterministic=findings.nondeterministic,
        ),
    )


def naming(answer: WrongAnswer, name: str) -> Naming:
    """Say whether a name is true of an answer.

    Of two mistakes ("a + b") each must be true, of alternatives ("a or b") one; none may be forbidden.
    """
    if not name:
        return ""
    if name in answer.names:
        return "truly"
    for alternative in name.split(" or "):
        parts = alternative.split(" + ")
        if set(parts) & answer.forbidden:
            return "falsely"
        if set(parts) <= answer.names:
            return "truly"
    return "falsely"


@cache
def _reference(lab: str, exercise: str) -> Reference:
    return Reference(COURSE.labs[lab].exercise(exercise), COURSE.labs[lab].given)


def _judged(answer: WrongAnswer, judged: Verdict) -> Judged:
    name = judged.misconception or ""
    failing = next((case for case in judged.cases if case.earned < 1.0), None)
    explained = bool(name or judged.finding or judged.notes or judged.nondeterministic)
    if failing is not None:
        structural = failing.mismatch is not None and failing.mismatch.reason != "values"
        explained = explained or failing.status != "wrong" or structural
    message = re.sub(r"\s+", " ", judged.message or (failing.message if failing else ""))
    raised = any(case.status == "raised" for case in judged.cases)
    return Judged(failing is not None, name, naming(answer, name), explained, raised, message)
