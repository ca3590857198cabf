"""What a person should look at stands beside the first answer, and nowhere else; points are what they were."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from grader.core.records import Grade, Submission, Verdict
from grader.nbgrader.prefetch import Graded
from grader.nbgrader.preprocessors import entries
from tests.nbgrader.classroom import LAB, QUIET, Classroom

pytestmark = QUIET


@pytest.mark.parametrize("looked", [(), ("the cell mine holds a list of 300 numbers and texts",)])
def test_first_comment_lists_integrity_warnings(classroom: Classroom, looked: tuple[str, ...]) -> None:
    verdicts = (Verdict("GradientDescent", "right", 2, 2), Verdict("Momentum", "right", 3, 3))
    grade = Grade("ada", LAB, 5, 5, exercises=verdicts, integrity=looked)
    graded = Graded(classroom.course, Submission("ada", LAB, "0"), grade, {}, frozenset())
    notebook: Any = nbformat.from_dict(classroom.solved())  # type: ignore[no-untyped-call]
    scores, comments = entries(notebook, graded)
    assert {name: entry.score for name, entry in scores.items()} == {"check-GradientDescent": 2, "check-Momentum": 3}
    assert not any(entry.review for entry in scores.values())
    more = " For a person to look at, without effect on the points: data where code belongs. The cell mine holds a list"
    counted = f"{more} of 300 numbers and texts." if looked else ""
    assert comments == {
        "GradientDescent": f"Right, 2 of 2 points.{counted}",
        "Momentum": "Right, 3 of 3 points.",
    }
