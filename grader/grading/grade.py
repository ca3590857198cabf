"""Grade one submission: run its cells, run each exercise at its check cell, judge the answers, sum up the points.

The control flow of grading is all here. It calls the notebook runner, the exercise runner and the training run, and
decides what is replayed; none of them calls back.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from contextlib import closing

from grader.core.errors import NoRoomError, SandboxLostError
from grader.core.records import Grade, Submission, Verdict
from grader.course.exercise import Exercise
from grader.course.quiz import Quiz
from grader.grading import training_run
from grader.grading.context import GradingContext
from grader.grading.exercise_runner import (
    cases_not_run,
    find_failures,
    run_cases,
    verdict_without_answer,
    verdict_without_running,
    verdicts_with_credit,
)
from grader.grading.fault_log import STUDENT_SENTENCE, describe_fault, format_trace, report_fault
from grader.grading.notebook_runner import EndedFromOutsideError, NotebookProcess, NotebookRun
from grader.grading.quizzes import grade_quizzes
from grader.grading.training_run import TrainingRun
from grader.judge.score import verdict, without_points
from grader.sandbox.room import REMEDY as ROOM_REMEDY
from grader.submission import integrity
from grader.submission.attachments import shown

#: How often the warm process or the room on the disk may be lost under one submission before that is a fault.
_LOSSES = 2
_BLOCK = 4096  # bytes of the disk that even a small file takes


def grade_submission(context: GradingContext, submission: Submission) -> Grade:
    """Grade one submission. Raises nothing: here every exception becomes the status "grader error".

    A verdict comes from what the student's code did alone. Whatever the machine or the grader does wrong arrives here
    as an exception, is logged, and costs no points: the submission is to be graded again.
    """
    start = time.perf_counter()
    run: NotebookRun | None = None
    fault = ""
    found = integrity.Inspection()
    if submission.fault:
        sentence = f"the notebook could not be read: {submission.fault.splitlines()[-1]}"
        fault = report_fault(context.course, submission.name, submission.fault, sentence)
    elif not submission.error:
        try:
            found = integrity.inspect(submission, context.stubs.values())
            run = run_submission(context, submission, found.refused)
        except Exception as error:
            run = None  # what it found is in doubt
            fault = report_fault(context.course, submission.name, format_trace(error), describe_fault(error))
    verdicts = tuple(_verdict_on(item, submission, run, fault) for item in context.lab.items)
    dataset = context.data.name if run and run.trained else ""
    return Grade(
        submission=submission.name,
        lab=context.lab.name,
        points=round(sum(v.points for v in verdicts), 4),
        max_points=sum(v.max_points for v in verdicts),
        sandbox=context.sandbox.rung,
        dataset=dataset,
        seconds=round(time.perf_counter() - start, 4),
        error=submission.error or (STUDENT_SENTENCE if fault else ""),
        exercises=verdicts,
        repairs=(*submission.repairs, *_left_out(run)),
        replay={**context.origin, "sha256": submission.sha256, "dataset": dataset},
        outputs={cell: result.outputs for cell, result in run.cells.items()} if run else {},
        by_hand=context.by_hand,
        integrity=found.warnings,
        fault=fault,
    )


def run_submission(context: GradingContext, submission: Submission, refused: Mapping[str, str]) -> NotebookRun:
    """Run a submission to its end; from the beginning where the warm process or the room was lost under it.

    refused: why a cell is not to be run, by its id
    Raises GraderFault.
    """
    limits = context.lab.limits
    too_large = sum(len(data) + _BLOCK for data in submission.files.values()) > limits.each.scratch
    files = {**({} if too_large else submission.files), **context.given_files}
    quizzes = grade_quizzes(context, submission)
    for left in range(_LOSSES, -1, -1):
        run = NotebookRun(
            submission,
            lambda: context.sandbox.open(files, limits.each, limits.notebook, context.most_scratch),
            context.run_all,
            limits.notebook.wall,
            {exercise.name: exercise.limits for exercise in context.lab.exercises},
            refused,
            frozenset(quizzes),
        )
        run.verdicts.update(quizzes)
        try:
            grade_exercises(context, run)
            if run.short_of_room and any(
                verdict.status != "right" for name, verdict in run.verdicts.items() if name not in quizzes
            ):
                raise NoRoomError(
                    f"the disk of {tempfile.gettempdir()} was full while this notebook ran; {ROOM_REMEDY}"
                )
            break
        except (SandboxLostError, NoRoomError):
            if not left:
                raise
    if too_large:
        run.left_out = tuple(submission.files)
    return run


def grade_exercises(context: GradingContext, run: NotebookRun) -> None:
    """Run a notebook and set the verdict of each exercise at its check cell.

    An exercise without a verdict is reached again after a replay, in a fresh process: because somebody else ended the
    one that it was asked in, or because its training run is to be repeated.
    """
    first_runs: dict[str, TrainingRun] = {}
    with closing(run.check_cells()) as check_cells:
        for cell, process in check_cells:
            exercise = context.lab.exercise(cell.exercise or "")
            try:
                found = grade_exercise(context, exercise, run, process, first_runs.get(exercise.name))
            except EndedFromOutsideError:
                continue
            if isinstance(found, Verdict):
                run.verdicts[exercise.name] = found
            else:
                first_runs[exercise.name] = found
                run.restart_for(exercise.name, process)


def grade_exercise(
    context: GradingContext,
    exercise: Exercise,
    run: NotebookRun,
    process: NotebookProcess,
    first_run: TrainingRun | None,
) -> Verdict | TrainingRun:
    """The verdict on an exercise, or its training run where that is to be repeated in a fresh process.

    first_run: the training run that is repeated now. Raises EndedFromOutsideError.
    """
    early = verdict_without_running(context, exercise, run)
    if early:
        return early
    judged = run_cases(context, exercise, process)
    early = verdict_without_answer(exercise, run, judged)
    if early:
        return early
    findings = find_failures(context, exercise, process, judged)
    cases = verdicts_with_credit(context.references[exercise.name], findings)
    cases += cases_not_run(exercise, cases, context.seed.name)
    if exercise.training or exercise.contest:
        skipped = training_run.verdict_without_run(context, exercise, cases)
        if skipped:
            cases.append(first_run.verdict if first_run else skipped)
        else:
            run.trained = True
            training = training_run.train(context, exercise, process, run.verdicts, first_run)
            if training.repeat and first_run is None:
                return training
            cases.append(training_run.better_of(first_run, training))
    return verdict(
        exercise.name,
        exercise.points,
        cases,
        diagnosis=findings.diagnosis,
        # a warning's text might carry secret inputs
        notes=[note for case in judged if case.run.public for note in case.run.observation.notes],
        seconds=round(sum(case.run.observation.seconds for case in judged), 4),
        nondeterministic=findings.nondeterministic,
        hint=exercise.hint,
    )


def _left_out(run: NotebookRun | None) -> list[str]:
    """What to say of files that could not be put beside the notebook."""
    return [f"the file {shown(name)} was left out: it cannot be put there" for name in run.left_out] if run else []


def _verdict_on(exercise: Exercise | Quiz, submission: Submission, run: NotebookRun | None, fault: str) -> Verdict:
    """The verdict of the run, or why there is none."""
    name, points = exercise.name, exercise.points
    if submission.error:
        return without_points(name, points, "missing", submission.error)
    if run and name in run.verdicts:
        return run.verdicts[name]
    message = STUDENT_SENTENCE if fault else "the notebook has no check cell for it"
    return without_points(name, points, "grader error", message)
