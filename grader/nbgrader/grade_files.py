"""Store grades as JSON beside the gradebook, which has no place for cases, messages and what a replay needs."""

from __future__ import annotations

import json
from pathlib import Path

from grader.core.files import write_atomically
from grader.core.records import Grade
from grader.course.loader import Course
from grader.report.tables import grades_json


def path_of(course: Course, lab: str, student: str) -> Path:
    """Build the path of a student's grade, which lies with the course's secrets, out of the sandbox's reach."""
    return course.secret.parent / "grades" / lab / f"{student}.json"


def save(course: Course, student: str, grade: Grade) -> None:
    """Write a grade, without the cells' outputs; it replaces an earlier one of the same student and lab.

    `grader grade --replay` takes the file and the submitted notebook.
    """
    (record,) = grades_json([grade])["grades"]
    write_atomically(path_of(course, grade.lab, student), json.dumps(record) + "\n")
