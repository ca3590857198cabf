"""Names the known mistake in a text of a task, as `check` and grading do, without a sandbox."""

from __future__ import annotations

from grader.authoring.proof.bench import drawn_cases
from grader.course.reference import Reference
from grader.course.seeds import Seed
from grader.grading.exercise_runner import case_run
from grader.judge.cases import find_causes, judge_cases
from grader.judge.diagnose import Diagnosis


def diagnosed(reference: Reference, source: str, *secret: Seed) -> Diagnosis | None:
    """The diagnosis of a text on the public cases, and on all cases with each secret seed; None for a right answer."""
    runs = [
        case_run(
            reference,
            drawn,
            reference.run(
                f"text: {source}", lambda: reference.compile_text(source), drawn.case, drawn.seed, timeout=20
            ),
        )
        for drawn in drawn_cases(reference.exercise, *secret)
    ]
    return find_causes(judge_cases(runs), source=lambda: source, singles=reference.mistakes).diagnosis
