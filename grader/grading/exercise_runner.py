"""Run the cases of one exercise in a student's process, and judge the answers outside of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from grader.core.errors import GraderFault
from grader.core.records import ENDED, CaseVerdict, Observation, Question, Status, Verdict
from grader.course.exercise import Exercise
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.course.suspects import Suspects
from grader.grading.answers import arrays_allowed, without_surplus
from grader.grading.context import GradingContext
from grader.grading.notebook_runner import NotebookProcess, NotebookRun, answer_cell
from grader.judge.cases import Findings, JudgedCase, find_causes, judge_cases
from grader.judge.credit import credited
from grader.judge.diagnose import CaseRun
from grader.judge.score import NOT_ATTEMPTED, not_run, without_points

#: What every stub that nbgrader hands out raises.
_UNTOUCHED = "NotImplementedError"
#: After an answer like this no further case is asked.
_STOPS = (*ENDED, "missing", "not attempted")


def verdict_without_running(context: GradingContext, exercise: Exercise, run: NotebookRun) -> Verdict | None:
    """The verdict where there is nothing to run: the stub as handed out, or a cell that ended the process."""
    cell = answer_cell(run.submission, exercise.name)
    if cell is None:
        return without_points(exercise.name, exercise.points, "missing", "its answer cell is not in the notebook")
    if _is_same_code(cell.source, context.stubs.get(exercise.name, "")):
        return without_points(exercise.name, exercise.points, "not attempted", NOT_ATTEMPTED)
    result = run.result_of(exercise.name)
    if result and result.status in ENDED:
        return without_points(exercise.name, exercise.points, _as_status(result.status), f"its cell: {result.error}")
    return None


def run_cases(context: GradingContext, exercise: Exercise, process: NotebookProcess) -> list[JudgedCase]:
    """Run the smallest public case, then every case with the secret seed, then the other public ones.

    Those are left out where everything was right: they serve to show what went wrong, on inputs that may be shown.
    Raises EndedFromOutsideError.
    """
    first, *others = exercise.public
    reference = context.references[exercise.name]
    drawn = [DrawnCase(first, PUBLIC), *(DrawnCase(case, context.seed) for case in exercise.cases)]
    judged = judge_cases(_answers(reference, process, drawn))
    stopped = judged[-1].verdict.status in _STOPS
    if others and not stopped and not all(case.right for case in judged):
        judged += judge_cases(_answers(reference, process, [DrawnCase(case, PUBLIC) for case in others]))
    return judged


def verdict_without_answer(exercise: Exercise, run: NotebookRun, judged: Sequence[JudgedCase]) -> Verdict | None:
    """The verdict where the name is not defined when its check comes, or a part is still to be written."""
    last = judged[-1].verdict
    if last.status == "not attempted":
        return without_points(exercise.name, exercise.points, "not attempted", last.message)
    return (
        without_points(exercise.name, exercise.points, *_why_missing(exercise.name, run))
        if last.status == "missing"
        else None
    )


def find_failures(
    context: GradingContext, exercise: Exercise, process: NotebookProcess, judged: Sequence[JudgedCase]
) -> Findings:
    """Name the known mistake in a wrong answer, after running its first failing case a second time.

    A challenge's answer is not run twice: each case is a training run. Raises EndedFromOutsideError.
    """
    reference = context.references[exercise.name]
    cell = answer_cell(process.run.submission, exercise.name)

    def ask_again(case: CaseRun) -> Observation:
        return reference.derive(case.key, process.ask_one(_question(reference, case.key)))

    def ask_changed(case: CaseRun, inputs: Mapping[str, Any]) -> Observation:
        question = replace(_question(reference, case.key), inputs=inputs)
        return reference.derive(case.key, process.ask_one(question))

    return find_causes(
        judged,
        source=lambda: cell.source if cell else "",
        singles=reference.mistakes,
        stages=Suspects(reference).stages,
        ask_again=None if exercise.contest else ask_again,
        ask_changed=None if exercise.facts else ask_changed,
    )


def verdicts_with_credit(reference: Reference, findings: Findings) -> list[CaseVerdict]:
    """The verdicts on cases that were run, with what each earns; of a challenge's, each earns all or nothing."""
    exercise = reference.exercise
    if exercise.contest:
        return findings.verdicts

    def redraw(run: CaseRun) -> Observation:
        return reference.expected(run.key.case, PUBLIC)

    computed = exercise.facts is not None and any(exercise.facts.needed(case.run.inputs) for case in findings.cases)
    by_output = not findings.nondeterministic and not computed
    return credited(
        findings.cases, redraw, shares=exercise.shares, by_output=by_output, easy_cases=reference.easy_cases
    )


def cases_not_run(exercise: Exercise, verdicts: Sequence[CaseVerdict], seed: str) -> list[CaseVerdict]:
    """Cases not reached with the secret seed because an earlier one ended the process: they earn nothing."""
    reached = {verdict.case for verdict in verdicts if verdict.seed == seed}
    status, message = verdicts[-1].status, "not run: an earlier case ended the process"
    return [
        not_run(case.name, seed, status, case.weight, message, public=False)
        for case in exercise.cases
        if case.name not in reached
    ]


def case_run(reference: Reference, drawn: DrawnCase, observation: Observation) -> CaseRun:
    """What there is to judge of an answer on one case. Raises GraderFault where the solution gives no answer to it.

    observation: what `Reference.derive` made of it
    """
    case, seed = drawn.case, drawn.seed
    expected = reference.expected(case, seed)
    if expected.status != "ok":
        name = reference.exercise.name
        raise GraderFault(f"the solution of {name} gave no answer to the case {case.name!r}: {expected.error}")
    observation = without_surplus(observation, expected)
    inputs = reference.inputs(case, seed)
    return CaseRun(
        drawn, expected, observation, case.tolerance, case.name, seed.name, case.weight, drawn.public, inputs
    )


def _answers(reference: Reference, process: NotebookProcess, drawn: Sequence[DrawnCase]) -> Iterator[CaseRun]:
    """Ask several cases ahead of their turn; yield each with its answer, as far as the first that stops the rest."""
    # answers that are left unread are waited for and dropped
    with closing(process.ask([_question(reference, each) for each in drawn])) as answers:
        for each, observation in zip(drawn, answers, strict=False):
            yield case_run(reference, each, reference.derive(each, observation))
            if observation.status in _STOPS:
                return


def _question(reference: Reference, drawn: DrawnCase) -> Question:
    """What a process is asked on a case, and how large its answer may be."""
    return replace(reference.question(drawn), arrays=arrays_allowed(reference.expected(drawn.case, drawn.seed)))


def _why_missing(name: str, run: NotebookRun) -> tuple[Status, str]:
    """Status and message of an exercise whose name is not defined when its check comes."""
    result = run.result_of(name)
    if result and result.status != "ok":
        refused = result.status == "blocked" and name in run.refused
        return _as_status(
            result.status
        ), f"its cell: {result.error}" if refused else f"its cell ended in {result.error}"
    return "missing", f"nothing called {name} is defined when its check runs; keep the name that was handed out"


def _as_status(outcome: str) -> Status:
    """An outcome other than "ok" as the status of an exercise."""
    assert outcome != "ok"
    return outcome  # type: ignore[return-value]


def _is_same_code(one: str, other: str) -> bool:
    """Whether two sources are the same program, comments and layout aside."""
    if one.strip() == other.strip():
        return True
    if _UNTOUCHED in other and _UNTOUCHED not in one:
        return False  # nearly every answer, without parsing it
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
