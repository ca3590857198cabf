"""nbgrader's exchange, both ends of it: what a student fetches, hands in, and gets back; and being late."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.nbgrader.classroom import LAB, QUIET, ROOT, Classroom

pytestmark = [QUIET, pytest.mark.slow]


@dataclass(frozen=True)
class Student:
    """Somebody with a folder of their own and no more than the way to the exchange."""

    home: Path

    def command(self, *arguments: str) -> None:
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        environment = {
            **os.environ,
            "PATH": path,
            "PYTHONPATH": str(ROOT),
            "JUPYTER_DATA_DIR": str(self.home / ".data"),
        }
        line = [sys.executable, "-m", "nbgrader", *arguments, LAB]
        done = subprocess.run(line, cwd=self.home, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def student(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Student:
    """A student of the classroom; both know one exchange."""
    exchange, home = tmp_path_factory.mktemp("exchange"), tmp_path_factory.mktemp("student")
    exchange.chmod(0o777)
    known = f'c.Exchange.root = "{exchange}"\n'
    with (classroom.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(known + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    (home / "nbgrader_config.py").write_text(f'c = get_config()\n{known}c.CourseDirectory.course_id = "descent"\n')
    return Student(home)


def run(classroom: Classroom, *arguments: str) -> None:
    done = classroom.command(*arguments)
    assert done.returncode == 0, done.stderr


def test_from_release_to_feedback(classroom: Classroom, student: Student) -> None:
    run(classroom, "release_assignment", LAB)
    student.command("fetch_assignment")
    fetched = {path.relative_to(student.home / LAB).as_posix() for path in (student.home / LAB).rglob("*.*")}
    assert fetched == {f"{LAB}.ipynb", "given.py", "checks/GradientDescent.npz", "checks/Momentum.npz"}

    notebook = classroom.solved(GradientDescent="from mine import GradientDescent")
    (student.home / LAB / f"{LAB}.ipynb").write_text(json.dumps(notebook))
    (student.home / LAB / "mine.py").write_text(f"import numpy as np\n\n\n{classroom.solutions['GradientDescent']}")
    student.command("submit")
    run(classroom, "collect", LAB)
    run(classroom, "autograde", LAB)
    (name,) = [folder.name for folder in (classroom.root / "submitted").iterdir()]
    full = {exercise.name: exercise.points for exercise in classroom.course.lab(LAB).exercises}
    assert classroom.points(name) == full

    run(classroom, "generate_feedback", LAB)
    run(classroom, "release_feedback", LAB)
    student.command("fetch_feedback")
    (page,) = student.home.rglob("*.html")
    assert f"{sum(full.values()):g} of {sum(full.values()):g} points" in page.read_text(encoding="utf-8")


def test_late_submission_gets_the_penalty_configured_in_nbgrader(classroom: Classroom, student: Student) -> None:
    run(classroom, "db", "assignment", "add", LAB, "--duedate=2020-01-01 00:00:00 UTC")
    classroom.submit("late", classroom.solved())
    (classroom.root / "submitted" / "late" / LAB / "timestamp.txt").write_text("2020-01-01 01:00:00 UTC")
    run(classroom, "autograde", LAB)
    with Gradebook(classroom.db_url, "descent") as book:
        found = book.find_submission(LAB, "late")
        assert found.total_seconds_late == 3600
        assert found.score == sum(exercise.points for exercise in classroom.course.lab(LAB).exercises)
        assert found.late_submission_penalty == found.score
