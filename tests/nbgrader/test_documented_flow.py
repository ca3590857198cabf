"""Run the documented commands for a class, copied line by line, in a fresh clone."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from grader.course.edits import apply_edits
from grader.course.loader import Course, read_course, released_notebook
from grader.nbgrader.gradebook import scores
from tests.nbgrader.classroom import QUIET

pytestmark = QUIET

ROOT = Path(__file__).resolve().parents[2]
LAB = "06_optimizers"
DOCS = ("README.md", "docs/running-a-course.md")
STUDENTS = (
    "김철수", "이영희", "박민준", "최서연", "정도윤", "강하은", "조지호", "윤서준",
    "장예은", "임하준", "한지민", "오수아",
)  # fmt: skip
#: The run on the data set takes as long as all others together, and is tested elsewhere.
LEFT_OUT = "train_mnist"


def documented(text: str) -> list[str]:
    """The lines of the shell blocks that are marked as the flow."""
    return [
        line for block in re.findall(r"<!-- flow -->\n```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
    ]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, with what is not committed yet laid over it."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("the course is no git repository here")
    there = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(there)], check=True)
    listed = ["git", "ls-files", "--modified", "--others", "--exclude-standard", "-z"]
    changed = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, changed.split("\0")):
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, there / name) if (ROOT / name).exists() else (there / name).unlink(missing_ok=True)
    return there


def answered(course: Course, released: dict[str, Any], number: int) -> dict[str, Any]:
    """The notebook of a student: all right, but one answer with a known mistake in every third."""
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution" and about["exercise"] != LEFT_OUT:
            exercise = course.lab(LAB).exercise(about["exercise"])
            wrong = number % 3 == 2 and exercise.name == "Adam"
            cell["source"] = apply_edits(exercise.text, exercise.wrong[0].edits) if wrong else exercise.text
    return notebook


@pytest.mark.parametrize("name", DOCS)
def test_docs_have_commands_marked_as_the_flow(name: str) -> None:
    lines = documented((ROOT / name).read_text(encoding="utf-8"))
    assert [line.split()[1] for line in lines][:3] == ["generate_assignment", "autograde", "generate_feedback"]


@pytest.mark.slow
def test_documented_commands_end_with_gradebook_and_feedback(clone: Path) -> None:
    course = read_course(clone)
    released = released_notebook(course, course.lab(LAB))
    for number, student in enumerate(STUDENTS):
        name = f"{LAB} (1)" if number == 4 else LAB
        path = clone / "submitted" / student / LAB / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(answered(course, released, number), ensure_ascii=False), encoding="utf-8")
    lines = [line for name in DOCS for line in documented((clone / name).read_text(encoding="utf-8"))]
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "PYTHONPATH": str(clone),
    }
    done = subprocess.run(
        ["bash", "-e"], input="\n".join(lines), cwd=clone, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    unchanged = subprocess.run(["git", "status", "--porcelain", "labs"], cwd=clone, capture_output=True, text=True)
    assert unchanged.stdout == ""
    points = {exercise.name: exercise.points for exercise in course.lab(LAB).exercises}
    full = sum(points.values()) - points[LEFT_OUT]
    for number, student in enumerate(STUDENTS):
        found = scores(f"sqlite:///{clone / 'gradebook.db'}", LAB, student)
        assert (sum(found.values()) < full) == (number % 3 == 2), (student, found)
        page = (clone / "feedback" / student / LAB / f"{LAB}.html").read_text(encoding="utf-8")
        assert ("no bias correction" in page) == (number % 3 == 2)
    table = (clone / "grades.csv").read_text(encoding="utf-8-sig")
    assert all(student in table for student in STUDENTS)
