"""`nbgrader export` as a table that spreadsheets read: nbgrader's own columns, quoted, and one for every exercise."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from grader.core.files import write_atomically

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class GradesCsv(ExportPlugin):  # type: ignore[misc]
    """For `ExportApp.plugin_class`: one row per student and assignment; who handed nothing in gets 0."""

    def export(self, gradebook: Any) -> None:
        """Write the table to `--to` (default: grades.csv), for `--student` and `--assignment` where given."""
        path = Path(self.to or "grades.csv")
        rows = [
            _row(gradebook, assignment, student)
            for assignment in gradebook.assignments
            for student in gradebook.students
            if (not self.assignment or assignment.name in map(str, self.assignment))
            and (not self.student or student.id in map(str, self.student))
        ]
        exercises = dict.fromkeys(name for row in rows for name in row if name not in COLUMNS)
        text = io.StringIO()
        writer = csv.DictWriter(text, [*COLUMNS, *exercises], restval="")
        writer.writeheader()
        writer.writerows(rows)
        write_atomically(path, text.getvalue())
        self.log.info("Exported %d rows to %s", len(rows), path)


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate or "",
        "timestamp": "",
        "student_id": student.id,
        "last_name": student.last_name or "",
        "first_name": student.first_name or "",
        "email": student.email or "",
        "raw_score": 0.0,
        "late_submission_penalty": 0.0,
        "score": 0.0,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return {key: _cell(value) for key, value in row.items()}
    row["timestamp"] = submission.timestamp or ""
    row["raw_score"], row["late_submission_penalty"] = submission.score, submission.late_submission_penalty
    row["score"] = max(0.0, submission.score - submission.late_submission_penalty)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            row[grade.name.removeprefix("check-")] = grade.score
    return {key: _cell(value) for key, value in row.items()}


def _cell(value: Any) -> str:
    """A cell; text that a spreadsheet would run as a formula is quoted."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
