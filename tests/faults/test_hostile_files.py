"""Test hostile files: each gets a verdict or is refused by name, and all others are graded."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.core.records import Grade
from grader.course.loader import Course, read_course, released_notebook
from grader.grading.batch import grade_collected
from grader.grading.collect import collect
from grader.submission.read import read_submission
from tests.faults.disks import ordinary_user
from tests.faults.hostile import HOSTILE, SECRET, handed_in
from tests.small_course import LAB

ROOT = Path(__file__).resolve().parents[2]
FULL = 5.0


def solved(course: Course) -> dict[str, Any]:
    notebook = released_notebook(course, course.lab(LAB))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution":
            cell["source"] = course.lab(LAB).exercise(about["exercise"]).text
    return notebook


@pytest.fixture(scope="module")
def graded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grade]:
    root = tmp_path_factory.mktemp("hostile") / "course"
    course = read_course(shutil.copytree(template, root))
    with handed_in(root, LAB, solved(course)) as submitted:
        found, left_out = collect(course, [submitted])
        assert left_out == []
        grades = list(grade_collected(course, found))
    assert len(grades) == len(HOSTILE)
    return {grade.submission: grade for grade in grades}


@pytest.mark.parametrize("student", HOSTILE)
def test_hostile_file_gets_a_verdict_or_a_reason_and_others_are_graded(graded: dict[str, Grade], student: str) -> None:
    hostile, grade = HOSTILE[student], graded[student]
    if hostile.error:
        reason = re.escape(hostile.error).replace("REASON", ".+")
        assert re.fullmatch(rf"{LAB}\.ipynb cannot be read: {reason}", grade.error), grade.error
        assert {verdict.status for verdict in grade.exercises} == {"missing"}
        assert grade.points == 0
    else:
        assert (grade.error, grade.points) == ("", FULL), grade
    for name in hostile.left_out:
        assert any(line.startswith(f"the file {name} was left out: ") for line in grade.repairs), grade.repairs
    assert SECRET not in repr(grade)


def test_command_names_skipped_files_and_grades_the_rest(course: Course) -> None:
    notebook, submitted = json.dumps(solved(course)), course.root / "submitted"
    for name in ("ada/LAB.ipynb", "bea/LAB/LAB.ipynb", "LAB.ipynb", "new\nline/LAB.ipynb", "eve/Untitled.ipynb"):
        path = submitted / name.replace("LAB", LAB)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(notebook)
    (submitted / "cid").mkdir()
    (submitted / "cid" / "Untitled.ipynb").write_text("{}")
    (submitted / os.fsdecode(b"\xff")).mkdir()
    (submitted / os.fsdecode(b"\xff") / f"{LAB}.ipynb").write_text(notebook)
    (submitted / "dan").symlink_to("ada")
    (submitted / "bea" / LAB / "Untitled.ipynb").write_text("a second notebook beside the right one")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", "submitted", submitted / "ada" / f"{LAB}.ipynb", "--json", "g.json",
         "--csv", "g.csv", "--html", "pages"],
        cwd=course.root, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stderr.splitlines() == [
        "grader: left out: submitted/dan: is a link to another folder; hand in the folder itself",
        "grader: left out: submitted/cid/Untitled.ipynb: no lab is called 'Untitled'; name it with --lab, "
        f"one of {LAB}",
    ]
    grades = {
        grade["submission"]: grade["points"] for grade in json.loads((course.root / "g.json").read_text())["grades"]
    }
    assert grades == dict.fromkeys(["submitted", "ada", "bea", "eve", "new\nline", r"\xff"], FULL)
    pages = {"submitted.html", "ada.html", "bea.html", "eve.html", "new-line.html", "xff.html"}
    assert {path.name for path in (course.root / "pages").iterdir()} == pages
    assert "\\xff" in (course.root / "g.csv").read_text()


def test_unreadable_file_is_refused_by_name(course: Course, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == tmp_path.owner() and "pytest" in str(folder):
            folder.chmod(0o755)
    path = tmp_path / "ada" / f"{LAB}.ipynb"
    path.parent.mkdir()
    path.write_text("{}")
    path.chmod(0)
    closed = tmp_path / "submitted" / "bea"
    closed.mkdir(parents=True)
    closed.chmod(0)
    released = released_notebook(course, course.lab(LAB))
    with ordinary_user():
        submission = read_submission(path, LAB, released)
        found, left_out = collect(course, [tmp_path / "submitted"])
    closed.chmod(0o700)
    assert submission.error == f"{LAB}.ipynb cannot be read: Permission denied; hand in the file itself"
    assert (found, left_out) == ([], [f"{closed}: cannot be read: Permission denied; make it readable"])
