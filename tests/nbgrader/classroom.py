"""A small course with nbgrader's folders, for tests: built once, copied, submitted to, autograded, read back."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from grader.authoring.build import build
from grader.core.records import Grade, Submission, Verdict
from grader.course.edits import apply_edits
from grader.course.loader import Course, read_course
from grader.nbgrader.gradebook import scores
from tests.small_course import LAB, make_course

ROOT = Path(__file__).resolve().parents[2]
#: nbgrader's own code warns: SQLAlchemy's cascades, dates without a zone, files left open.
QUIET = pytest.mark.filterwarnings("ignore")

Notebook = dict[str, Any]


@dataclass(frozen=True)
class Classroom:
    """A course folder. released: the student notebook; solutions: sources by exercise."""

    course: Course
    released: Notebook
    solutions: Mapping[str, str]

    @property
    def root(self) -> Path:
        return self.course.root

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def solved(self, **instead: str) -> Notebook:
        """The student notebook with every answer right but those given `instead`."""
        notebook = copy.deepcopy(self.released)
        for name, source in {**self.solutions, **instead}.items():
            cell(notebook, name)["source"] = source
        return notebook

    def wrong(self, exercise: str, mistake: str) -> str:
        """The source of an answer with a known mistake."""
        found = self.course.lab(LAB).exercise(exercise)
        (wrong,) = [wrong for wrong in found.wrong if wrong.name == mistake]
        return apply_edits(found.text, wrong.edits)

    def submit(self, student: str, notebook: Notebook | bytes, name: str = f"{LAB}.ipynb") -> Path:
        """Hand a notebook in; the path it was written to."""
        path = self.root / "submitted" / student / LAB / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return path

    def run(self, command: str, **options: Any) -> dict[str, Any]:
        """One of nbgrader's commands in this process, with the course's own settings."""
        config = Config(PyFileConfigLoader("nbgrader_config.py", str(self.root)).load_config())
        config.CourseDirectory.root = str(self.root)
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        done: dict[str, Any] = getattr(api, command)(LAB, **options)
        return done

    def autograde(self, *, force: bool = True) -> dict[str, Any]:
        """Autograde everybody, in one run as the command line does."""
        from nbgrader.converters import Autograde
        from nbgrader.utils import capture_log

        config = Config(PyFileConfigLoader("nbgrader_config.py", str(self.root)).load_config())
        config.CourseDirectory.root, config.CourseDirectory.assignment_id = str(self.root), LAB
        config.BaseConverter.force = force
        directory = CourseDirectory(config=config)
        done: dict[str, Any] = capture_log(Autograde(coursedir=directory, config=config))
        return done

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """nbgrader as a user runs it, in a process of its own."""
        path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        line = [sys.executable, "-m", "nbgrader", *arguments]
        return subprocess.run(line, cwd=self.root, env=environment, capture_output=True, text=True)

    def points(self, student: str) -> dict[str, float]:
        """What the gradebook says, by exercise."""
        return {name.removeprefix("check-"): got for name, got in scores(self.db_url, LAB, student).items()}

    def comments(self, student: str) -> dict[str, str | None]:
        """The automatic comments, by exercise."""
        with Gradebook(self.db_url, "descent") as book:
            (notebook,) = book.find_submission(LAB, student).notebooks
            return {comment.name: comment.auto_comment for comment in notebook.comments}

    def autograded(self, student: str) -> Notebook:
        """The notebook that formgrader and the feedback show."""
        found: Notebook = json.loads((self.root / "autograded" / student / LAB / f"{LAB}.ipynb").read_text())
        return found

    def feedback(self, student: str) -> str:
        """The HTML of the feedback."""
        return (self.root / "feedback" / student / LAB / f"{LAB}.html").read_text(encoding="utf-8")


def template(folder: Path) -> Path:
    """A course folder, built and known to nbgrader's database; to be copied for every test."""
    course = make_course(folder)
    build(course)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    course.solutions.chmod(0o700)
    done = _open(folder).command("generate_assignment", LAB, "--force")
    assert done.returncode == 0, done.stderr
    return folder


def open_copy(template: Path, folder: Path) -> Classroom:
    """A classroom of one test's own."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return _open(folder)


def _open(folder: Path) -> Classroom:
    course = read_course(folder)
    released = json.loads((course.released / LAB / f"{LAB}.ipynb").read_text())
    solutions = {exercise.name: exercise.text for exercise in course.lab(LAB).exercises}
    return Classroom(course, released, solutions)


def cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell that nbgrader knows by this id."""
    (found,) = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id]
    return found  # type: ignore[no-any-return]


def own(source: str, name: str = "mine") -> dict[str, Any]:
    """A code cell of the student's own."""
    return {
        "cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": [], "execution_count": None
    }  # fmt: skip


Verdicts = Callable[[Submission], Iterable[Verdict]]


def fake_grading(verdicts: Verdicts, outputs: Mapping[str, Any] | None = None) -> Callable[..., Iterator[Grade]]:
    """A grade_all that asks `verdicts` instead of running anything."""

    def grade_all(submissions: Iterable[Any], course: Course, lab: Any, **options: Any) -> Iterator[Grade]:
        for submission in submissions:
            found = submission() if callable(submission) else submission
            judged = tuple(verdicts(found))
            yield Grade(
                found.name, lab.name, sum(v.points for v in judged), 5.0, "A", "mnist-5k", error=found.error,
                exercises=judged, repairs=found.repairs, outputs=outputs or {},
            )  # fmt: skip

    return grade_all
