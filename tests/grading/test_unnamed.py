"""Test what a course learns from a class: groups of wrong answers without a name, and mistakes to paste."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from grader import Wrong, cli
from grader.authoring.proof.bench import drawn_cases
from grader.core.errors import UsageError
from grader.core.records import Grade
from grader.course.edits import apply_edits
from grader.course.loader import Course
from grader.course.reference import Reference
from grader.course.seeds import course_seed
from grader.grading.exercise_runner import case_run
from grader.grading.unnamed import read_grades, unnamed_groups
from grader.judge.cases import judge_cases
from grader.judge.score import verdict
from grader.report.tables import grades_json
from tests.small_course import LAB


def graded(course: Course, name: str, *edits: dict[str, str], misconception: str | None = None) -> Grade:
    """The grade of an answer to Momentum that is an edit of the solution."""
    reference = Reference(course.labs[LAB].exercise("Momentum"), course.labs[LAB].given)
    text = reference.exercise.text
    for each in edits:
        text = apply_edits(text, each)
    seed = course_seed(course.secret)
    judged = judge_cases(
        case_run(reference, drawn, reference.changed(text, drawn.case, drawn.seed))
        for drawn in drawn_cases(reference.exercise, seed)
    )
    found = verdict("Momentum", 3.0, [case.verdict for case in judged])
    found = type(found)(**{**vars(found), "misconception": misconception})
    return Grade(name, LAB, 0.0, 5.0, exercises=(found,), replay={"seed": seed.name, "sha256": f"of {name}"})


NO_FACTOR = {"self.momentum * b + g": "b + g"}
HALVED = {"p -= self.lr * b": "p -= self.lr * b / 2.5"}


def test_answers_that_are_wrong_alike_are_one_group_and_the_largest_comes_first(course: Course) -> None:
    grades = [
        graded(course, "ana", HALVED),
        graded(course, "bo", NO_FACTOR),
        graded(course, "cy", NO_FACTOR),
        graded(course, "di"),
        graded(course, "ed", {"p -= self.lr * b": "p += self.lr * b"}, misconception="uphill"),
    ]
    groups = unnamed_groups(course, grades)
    assert [group.submissions for group in groups] == [("bo", "cy"), ("ana",)]
    assert all(group.said and (group.lab, group.exercise) == (LAB, "Momentum") for group in groups)


def test_slip_that_gives_the_same_numbers_is_written_as_a_mistake_to_paste(course: Course) -> None:
    slip, other = unnamed_groups(course, [graded(course, "bo", NO_FACTOR), graded(course, "ana", HALVED)])
    by_name = {group.submissions[0]: group.mistake for group in (slip, other)}
    assert by_name["ana"] == ""
    wrong = eval(by_name["bo"].strip().rstrip(","), {"Wrong": Wrong})
    assert isinstance(wrong, Wrong)
    reference = Reference(course.labs[LAB].exercise("Momentum"), course.labs[LAB].given)
    expected, pasted = (apply_edits(reference.exercise.text, edits) for edits in (NO_FACTOR, wrong.edits))
    for drawn in drawn_cases(reference.exercise, course_seed(course.secret)):
        run = case_run(reference, drawn, reference.changed(pasted, drawn.case, drawn.seed))
        assert judge_cases([run])[0].verdict.mismatch is not None
        assert run.observation.values.keys() == reference.changed(expected, drawn.case, drawn.seed).values.keys()


def test_name_that_the_catalogue_does_not_hold_is_listed(course: Course) -> None:
    [group] = unnamed_groups(course, [graded(course, "bo", NO_FACTOR, misconception="a factor is left out")])
    assert group.said == "a factor is left out"


def test_grades_of_labs_that_the_course_does_not_have_are_left_out(course: Course) -> None:
    grade = graded(course, "bo", NO_FACTOR)
    assert unnamed_groups(course, [type(grade)(**{**vars(grade), "lab": "99_other"})]) == []


def test_command_prints_the_groups_and_writes_them(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = course.released / LAB / f"{LAB}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(c for c in notebook.cells if "class Momentum" in c.source)
    cell.source = "class Momentum:  # mine\n    pass\n"
    handed_in = tmp_path / "bo.ipynb"
    nbformat.write(notebook, handed_in)
    import hashlib

    digest = hashlib.sha256(handed_in.read_bytes()).hexdigest()
    grade = graded(course, "bo", NO_FACTOR)
    grade = type(grade)(**{**vars(grade), "replay": {**grade.replay, "sha256": digest}})
    file = tmp_path / "grades.json"
    file.write_text(json.dumps(grades_json([grade, graded(course, "cy", NO_FACTOR)])))
    monkeypatch.chdir(course.root)
    run = CliRunner().invoke(cli.app, ["mistakes", str(file), str(handed_in), "--json", str(tmp_path / "out.json")])
    assert run.exit_code == 0, run.output
    assert f"{LAB}/Momentum: bo and 1 more" in run.output
    assert "    class Momentum:  # mine" in run.output
    assert "2 answers in 1 groups" in run.output
    [group] = json.loads((tmp_path / "out.json").read_text())["groups"]
    assert group["submissions"] == ["bo", "cy"]
    assert group["mistake"].strip().startswith("Wrong(")


def test_file_that_holds_no_grades_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "grades.json"
    file.write_text("[]")
    with pytest.raises(UsageError, match="not a grade"):
        read_grades(file)
