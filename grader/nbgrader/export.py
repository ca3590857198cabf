"""Write `nbgrader export` as a table for spreadsheets: nbgrader's own columns, and one for every exercise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from grader.core.files import write_atomically
from grader.report.spreadsheet import Value, csv_text

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
    "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


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
        header = [*COLUMNS, *exercises]
        write_atomically(path, csv_text(header, ([row.get(name) for name in header] for row in rows)))
        self.log.info("Exported %d rows to %s", len(rows), path)


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, Value]:
    row: dict[str, Value] = {
        "assignment": assignment.name,
        "duedate": str(assignment.duedate or ""),
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
        return row
    row["timestamp"] = str(submission.timestamp or "")
    row["raw_score"], row["late_submission_penalty"] = submission.score, submission.late_submission_penalty
    row["score"] = max(0.0, submission.score - submission.late_submission_penalty)
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            row[grade.name.removeprefix("check-")] = grade.score
    return row
