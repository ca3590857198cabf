"""An answer in words: handed out without its model, kept when merged, left to a person by every way of grading."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from grader.authoring.build import build
from grader.authoring.notebook import solved_notebook
from grader.core.errors import CourseError
from grader.core.records import Submission, Verdict
from grader.course.seeds import secret_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.nbgrader import exporter
from grader.submission.read import merge_notebook
from tests import inprocess, small_course
from tests.nbgrader.classroom import LAB, QUIET, Classroom, Notebook, cell, fake_grading, open_copy, template

pytestmark = [QUIET, pytest.mark.slow]

MODEL = "Momentum keeps what it has learned. It is the model of an answer."
WRITTEN = f"""\

Rubric: one point for a reason, three for a good one.

+++ {{"tags": ["written"], "name": "report", "points": 4}}

{MODEL}
"""


@pytest.fixture(scope="module")
def with_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course whose lab ends with an answer in words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_course, "LAB_MD", small_course.LAB_MD + WRITTEN)
        return template(tmp_path_factory.mktemp("course"))


@pytest.fixture
def room(with_report: Path, tmp_path: Path) -> Classroom:
    return open_copy(with_report, tmp_path / "course")


def made_up(submission: Submission) -> Iterable[Verdict]:
    return [Verdict("GradientDescent", "right", 2, 2), Verdict("Momentum", "right", 3, 3)]


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "grade_all", fake_grading(made_up))


def written(room: Classroom, text: str, **changes: Any) -> Notebook:
    notebook = room.solved()
    cell(notebook, "report").update(source=text, **changes)
    return notebook


def merged(room: Classroom, notebook: Notebook) -> Submission:
    return merge_notebook(notebook, LAB, room.released, "ada")


def test_model_answer_is_not_released(room: Classroom) -> None:
    lab = room.course.lab(LAB)
    solved, released = cell(solved_notebook(lab), "report"), cell(room.released, "report")
    assert (solved["source"], solved["cell_type"]) == (MODEL, "markdown")
    assert "".join(released["source"]) == "YOUR ANSWER HERE"
    marks = released["metadata"]["nbgrader"]
    assert (marks["grade"], marks["solution"], marks["locked"], marks["points"]) == (True, True, False, 4)
    everything = [path.read_bytes() for path in (room.root / "labs").rglob("*") if path.is_file()]
    assert not [data for data in everything if MODEL[:20].encode() in data]
    assert build(room.course) == []  # what nbgrader makes is what the build makes


@pytest.mark.parametrize(
    "line",
    [
        '+++ {"tags": ["written"], "name": "report"}',
        '+++ {"tags": ["written"], "name": "report", "points": 0}',
        '+++ {"tags": ["written"], "name": "Momentum", "points": 4}',
        '+++ {"tags": ["written"], "points": 4}',
    ],
)
def test_cell_of_a_written_answer_without_name_or_points_is_refused(room: Classroom, line: str) -> None:
    path = room.course.lab(LAB).path / "lab.md"
    path.write_text(path.read_text().replace('+++ {"tags": ["written"], "name": "report", "points": 4}', line))
    told = r"lab\.md: the written answer 'Momentum keeps .*' needs a line like \+\+\+ \{"
    with pytest.raises(CourseError, match=told):
        solved_notebook(room.course.lab(LAB))


def test_written_answer_is_preserved(room: Classroom) -> None:
    submission = merged(room, written(room, "Because it *remembers*."))
    assert cell(dict(submission.notebook), "report")["source"] == "Because it *remembers*."
    assert submission.repairs == ()


def test_answer_in_another_kind_of_cell_is_read_as_text(room: Classroom) -> None:
    notebook = written(room, "Because it remembers.", cell_type="code", outputs=[], execution_count=None)
    submission = merged(room, notebook)
    found = cell(dict(submission.notebook), "report")
    assert (found["cell_type"], found["source"]) == ("markdown", "Because it remembers.")
    assert submission.repairs == ("the cell of the written answer report was no Markdown; it is read as Markdown",)
    assert [c.role for c in submission.cells if c.id == "report"] == ["text"]  # nothing of it runs


def test_several_cells_of_one_answer_are_joined(room: Classroom) -> None:
    notebook = written(room, "First.")
    notebook["cells"].append({**copy.deepcopy(cell(notebook, "report")), "source": "Second.", "id": "another"})
    submission = merged(room, notebook)
    assert cell(dict(submission.notebook), "report")["source"] == "First.\n\nSecond."


def test_deleted_or_empty_answer_counts_as_handed_out(room: Classroom) -> None:
    notebook = room.solved()
    notebook["cells"].remove(cell(notebook, "report"))
    submission = merged(room, notebook)
    assert cell(dict(submission.notebook), "report")["source"] == "YOUR ANSWER HERE"
    assert submission.repairs == ("the cell of the written answer report had been deleted; it is back as handed out",)
    empty = merged(room, written(room, "  \n"))
    assert cell(dict(empty.notebook), "report")["source"] == "YOUR ANSWER HERE"


def test_points_given_by_a_person_are_named_and_not_counted(room: Classroom) -> None:
    sandbox: Any = inprocess.Sandbox()
    sandbox.rung = "A"
    grading = GradingContext(room.course, room.course.lab(LAB), sandbox, secret_seed(b"written"))
    grade = grade_submission(grading, merged(room, written(room, "Because.")))
    assert (grade.points, grade.max_points, dict(grade.by_hand)) == (5, 5, {"report": 4})


@pytest.mark.usefixtures("fast")
def test_written_answer_is_left_to_a_person_and_shown_in_the_feedback(room: Classroom) -> None:
    room.submit("ada", written(room, "Because it <b onclick='x()'>remembers</b>."))
    room.submit("idle", room.solved())
    assert room.autograde()["success"]
    with Gradebook(room.db_url, "descent") as book:
        grades = {name: book.find_submission(LAB, name).notebooks[0] for name in ("ada", "idle")}
        by_cell = {name: {grade.name: grade for grade in found.grades} for name, found in grades.items()}
        assert (by_cell["ada"]["report"].auto_score, by_cell["ada"]["report"].needs_manual_grade) == (None, True)
        assert (by_cell["idle"]["report"].auto_score, by_cell["idle"]["report"].needs_manual_grade) == (0, False)
        assert book.find_submission(LAB, "ada").max_score == 9
        by_cell["ada"]["report"].manual_score = 3
        by_cell["ada"]["report"].needs_manual_grade = False
        book.db.commit()
    assert room.points("ada") == {"GradientDescent": 2, "Momentum": 3, "report": 3}
    assert room.run("generate_feedback")["success"]
    page = room.feedback("ada")
    assert "remembers" in page
    assert "<b onclick" not in page
    assert "(Score: 8.0 / 9.0)" in page
    assert room.autograde()["success"]  # once more, and what the person gave is still there
    assert room.points("ada")["report"] == 3
