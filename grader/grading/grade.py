"""One submission -> one Grade: the whole pipeline. Verdicts are made out here, from arrays."""

from __future__ import annotations

import time
from collections.abc import Mapping

from grader.core.errors import SandboxLostError
from grader.core.records import Grade, Submission, Verdict
from grader.course.exercise import Exercise
from grader.grading.context import Grading
from grader.grading.exercise_runner import examine
from grader.grading.notebook_runner import Execution
from grader.judge.score import without_points
from grader.submission import integrity

#: How often the warm process may be lost under one submission before that counts as a fault of the grader.
_LOSSES = 2


def graded(grading: Grading, submission: Submission) -> Grade:
    """The grade of one submission; a fault of the grader's own becomes the status "grader error", never points."""
    start = time.perf_counter()
    execution: Execution | None = None
    failure = ""
    used: set[str] = set()
    found = integrity.Inspection()
    if not submission.error:
        try:
            found = integrity.inspect(submission)
            execution = executed(grading, submission, found.refused, used)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
    verdicts = tuple(_verdict(exercise, submission, execution, failure) for exercise in grading.lab.exercises)
    dataset = min(used, default="")
    return Grade(
        submission=submission.name,
        lab=grading.lab.name,
        points=round(sum(v.points for v in verdicts), 4),
        max_points=sum(v.max_points for v in verdicts),
        sandbox=grading.sandbox.rung,
        dataset=dataset,
        seconds=round(time.perf_counter() - start, 4),
        error=submission.error or (f"the grader failed: {failure}" if failure else ""),
        exercises=verdicts,
        repairs=submission.repairs,
        replay={**grading.origin, "sha256": submission.sha256, "dataset": dataset},
        outputs={cell: result.outputs for cell, result in execution.cells.items()} if execution else {},
        by_hand=grading.by_hand,
        integrity=found.warnings,
    )


def executed(grading: Grading, submission: Submission, refused: Mapping[str, str], used: set[str]) -> Execution:
    """The submission, run to its end; from the beginning where the warm process was lost under it."""
    limits = grading.lab.limits
    for left in range(_LOSSES, -1, -1):
        execution = Execution(
            submission,
            lambda: grading.sandbox.open({**submission.files, **grading.given_files}, limits.each, limits.notebook),
            lambda name, run: examine(grading, name, run, used),
            grading.run_all,
            limits.notebook.wall,
            {exercise.name: exercise.limits for exercise in grading.lab.exercises},
            refused=refused,
        )
        try:
            execution.run()
            break
        except SandboxLostError:
            if not left:
                raise
    return execution


def _verdict(exercise: Exercise, submission: Submission, execution: Execution | None, failure: str) -> Verdict:
    name, points = exercise.name, exercise.points
    if submission.error:
        return without_points(name, points, "missing", submission.error)
    if execution and name in execution.verdicts:
        return execution.verdicts[name]
    return without_points(name, points, "grader error", failure or "the notebook has no check cell for it")
