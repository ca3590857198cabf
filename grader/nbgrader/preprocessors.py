"""Preprocessors for nbgrader, in place of its own Execute and SaveAutoGrades."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from traitlets import Bool

from grader.nbgrader.comments import comment, missing, to_look_at
from grader.nbgrader.exporter import GRADED
from grader.nbgrader.grade_files import save
from grader.nbgrader.gradebook import Entry, Record
from grader.nbgrader.outputs import earned, exercise_of, fill, points_of, role_of
from grader.nbgrader.patches import guard
from grader.nbgrader.prefetch import Graded

_HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS.*?(?:### END HIDDEN TESTS[^\n]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE
)


class FillOutputs(Preprocessor):
    """In place of Execute: nothing is run here; outputs and reports are those of the sandboxed run."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Fill in every code cell's outputs, in place."""
        graded = _graded(resources)
        fill(nb, graded.grade, graded.course.feedback, graded.handed_out)
        return nb, resources


class SaveGrades(Preprocessor):
    """In place of SaveAutoGrades: points and comments go from the verdicts to the gradebook, not by way of outputs."""

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write one student's points and comments, and store the whole grade for an appeal."""
        graded, names = _graded(resources), resources["nbgrader"]
        student = names["student"]
        record = Record(names["db_url"], resources["course_id"], names["assignment"], names["notebook"], student)
        for cell in record.save(*entries(nb, graded), graded.by_hand):
            self.log.warning("%s: manual score or extra credit of %s changed during grading; put back", student, cell)
        if graded.grade.fault:
            self.log.error("%s: not graded, no points lost: %s", student, graded.grade.fault.splitlines()[0])
        for verdict in graded.grade.exercises:
            if verdict.status == "grader error":
                self.log.error("%s: %s could not be graded: %s", student, verdict.name, verdict.message)
        for warning in graded.grade.integrity:
            self.log.warning("%s: for a person to look at: %s", student, warning)
        save(graded.course, student, graded.grade)
        return nb, resources


class HideTests(Preprocessor):
    """For the feedback: removes hidden tests from locked cells; no text of a student can make it fail."""

    enabled = Bool(True).tag(config=True)

    def __init__(self, **options: Any) -> None:
        """Have generate_feedback, which makes it before it reads any submission, read times as autograde does."""
        super().__init__(**options)  # type: ignore[no-untyped-call]
        guard(self.config)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Remove hidden regions from a cell that nbgrader locks, in place."""
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("locked") or (marks.get("grade") and not marks.get("solution")):
            cell.source = _HIDDEN.sub("", cell.source)
        return cell, resources


def entries(nb: NotebookNode, graded: Graded) -> tuple[dict[str, Entry], dict[str, str | None]]:
    """List the gradebook's entries for a merged notebook: scores by grade cell, comments by answer cell."""
    verdicts = {verdict.name: verdict for verdict in graded.grade.exercises}
    scores: dict[str, Entry] = {}
    comments: dict[str, str | None] = {}
    for cell in nb.cells:
        marks = cell.metadata.get("nbgrader", {})
        verdict = verdicts.get(exercise_of(cell))
        if role_of(cell) == "check":
            failed = verdict is None or verdict.status == "grader error"
            scores[marks["grade_id"]] = Entry(None if failed else earned(verdict, points_of(cell)), review=failed)
        elif marks.get("grade") and marks.get("solution"):  # an answer that a person reads
            scores[marks["grade_id"]] = Entry(determine_grade(cell)[0])
        if marks.get("solution") and verdict is not None:
            reason = graded.submission.error
            text = missing(reason) if reason else comment(verdict, graded.course.feedback)
            if graded.grade.integrity and not comments:
                text = f"{text} {to_look_at(graded.grade.integrity)}"
            comments[marks["grade_id"]] = text
    return scores, comments


def _graded(resources: Any) -> Graded:
    found = resources.get(GRADED)
    if not isinstance(found, Graded):
        raise RuntimeError("set c.Autograde.exporter_class = 'grader.nbgrader.MergedExporter' in nbgrader_config.py")
    return found
