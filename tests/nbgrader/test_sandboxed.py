"""nbgrader's own commands over a small class, its code run in the sandbox; and a plain kernel without our settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.authoring.build import build
from grader.course.loader import read_course
from grader.grading.batch import grade_paths
from grader.nbgrader.grade_files import path_of
from tests.nbgrader.classroom import LAB, Classroom, cell, open_copy, own

pytestmark = pytest.mark.slow

TAMPER = """\
import sqlite3

book = sqlite3.connect({book!r})
book.execute("update grade set extra_credit = 100")
book.commit()
"""
NOTHING = (
    "class {name}:\n    def __init__(self, *a, **k):\n        pass\n\n    def step(self, grads):\n        {body}\n"
)
HALF = """\
class Momentum:
    def __init__(self, params, lr=1e-3, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.b = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for p, g, b in zip(self.params, grads, self.b):
            b[...] = self.momentum * b + g
            p -= self.lr * b if p.ndim == 1 else 0
"""


def nothing(body: str = "pass") -> str:
    return NOTHING.format(name="Momentum", body=body)


@pytest.fixture(scope="module")
def graded(classroom_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A class, autograded and with feedback, by the commands that an instructor types."""
    room = open_copy(classroom_template, tmp_path_factory.mktemp("graded"))
    for student, answer in {
        "right": room.solutions["Momentum"],
        "wrong": room.wrong("Momentum", "no memory"),
        "half": HALF,
        "negative": nothing("print(-1.0)") + "-1.0\n",
        "above": nothing("print(100.0)") + "100.0\n",
        "numpy-zero": nothing() + "np.float64(0.0)\n",
        "tampers": TAMPER.format(book=str(room.root / "gradebook.db")) + nothing(),
        "exits": "import os\nos._exit(0)\n",
    }.items():
        room.submit(student, room.solved(Momentum=answer))
    warns = 'import sys\nimport warnings\nwarnings.warn("deprecated")\nprint("50%", file=sys.stderr)'
    notebook = room.solved()
    notebook["cells"].insert(3, own(warns))
    room.submit("warns", notebook)
    tagged = room.solved(Momentum=nothing())
    for each in tagged["cells"]:
        each["metadata"]["tags"] = ["skip-execution"]
    room.submit("tagged", tagged)
    doubled = room.solved()
    doubled["cells"].append(cell(doubled, "Momentum"))
    room.submit("doubled", doubled)
    room.submit("broken", b"{")
    room.submit("unnamed", room.solved(), name="homework.ipynb")
    room.submit("displayhook", room.solved(Momentum=f"import sys\nsys.displayhook = lambda x: print('x')\n{nothing()}"))
    for command in ("autograde", "generate_feedback"):
        done = room.command(command, LAB)
        assert done.returncode == 0, done.stderr
    return room


@pytest.mark.parametrize("student", ["right", "warns", "doubled", "unnamed"])
def test_right_answers_get_full_marks(graded: Classroom, student: str) -> None:
    assert graded.points(student) == {"GradientDescent": 2, "Momentum": 3}


@pytest.mark.parametrize(
    "student", ["wrong", "negative", "above", "numpy-zero", "tampers", "exits", "tagged", "displayhook"]
)
def test_wrong_exercise_gets_nothing_and_costs_no_other_points(graded: Classroom, student: str) -> None:
    assert graded.points(student) == {"GradientDescent": 2, "Momentum": 0}


def test_half_the_cases_are_half_the_points(graded: Classroom) -> None:
    assert graded.points("half") == {"GradientDescent": 2, "Momentum": 1.5}
    assert [
        output["data"]["text/plain"] for output in cell(graded.autograded("half"), "check-Momentum")["outputs"]
    ] == ["1.5"]


def test_submission_that_cannot_be_graded_gets_zero(graded: Classroom) -> None:
    assert graded.points("broken") == {"GradientDescent": 0, "Momentum": 0}
    assert all((comment or "").startswith("Not graded, 0 points.") for comment in graded.comments("broken").values())


def test_gradebook_and_grader_grade_agree(graded: Classroom) -> None:
    paths = sorted(graded.root.glob(f"submitted/*/{LAB}/{LAB}.ipynb"))
    for grade in grade_paths(graded.course, paths, LAB):
        kept = json.loads(path_of(graded.course, LAB, grade.submission).read_text())
        assert graded.points(grade.submission) == {verdict.name: verdict.points for verdict in grade.exercises}
        assert [each["status"] for each in kept["exercises"]] == [verdict.status for verdict in grade.exercises]


def test_mistake_is_named_in_comment_and_feedback(graded: Classroom) -> None:
    assert "Looks like: no memory." in (graded.comments("wrong")["Momentum"] or "")
    assert "no memory" in graded.feedback("wrong")


def test_students_output_is_shown(graded: Classroom) -> None:
    assert "50%" in graded.feedback("warns")


def test_feedback_shows_no_secret_input(graded: Classroom) -> None:
    pages = [graded.feedback(student) for student in ("wrong", "half", "negative")]
    kept = json.loads(path_of(graded.course, LAB, "wrong").read_text())
    secret = [case for each in kept["exercises"] for case in each["cases"] if case["seed"] != "public"]
    assert secret
    for case in secret:
        if case["mismatch"]:
            assert case["mismatch"]["expected"] == case["mismatch"]["got"] == ""
    seed = graded.course.secret.read_bytes()
    assert not any(seed.hex() in page for page in pages)


def test_corrected_exercise_can_be_graded_again(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    assert classroom.command("autograde", LAB).returncode == 0
    assert classroom.points("ada")["Momentum"] == 3
    path = classroom.course.lab(LAB).path / "exercises" / "momentum.py"
    mended = path.read_text().replace("points=3", "points=6").replace("steps=4", "steps=5")
    path.write_text(mended)
    build(read_course(classroom.root))
    refused = classroom.command("autograde", LAB, "--force")
    assert refused.returncode == 1
    assert "the gradebook does not match the released notebook" in refused.stderr
    assert classroom.points("ada")["Momentum"] == 3
    assert classroom.command("generate_assignment", LAB, "--force").returncode == 0
    done = classroom.command("autograde", LAB, "--force")
    assert done.returncode == 0, done.stderr
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 6}


def test_plain_kernel_reads_points_from_check(classroom: Classroom) -> None:
    """Without our settings nbgrader runs the cells as they are: full, part and none of the points."""
    stock = [
        line
        for line in (classroom.root / "nbgrader_config.py").read_text().splitlines()
        if line.startswith(("c = ", "c.CourseDirectory"))
    ]
    (classroom.root / "nbgrader_config.py").write_text("\n".join(stock) + "\n")
    for student, answer in {"full": classroom.solutions["Momentum"], "part": HALF, "none": nothing()}.items():
        path = classroom.submit(student, classroom.solved(Momentum=answer))
        shutil.copytree(classroom.root / "labs" / LAB / "checks", path.parent / "checks")
    done = classroom.command("autograde", LAB)
    assert done.returncode == 0, done.stderr
    assert classroom.points("full") == {"GradientDescent": 2, "Momentum": 3}
    assert classroom.points("part") == {"GradientDescent": 2, "Momentum": 1.5}
    assert classroom.points("none") == {"GradientDescent": 2, "Momentum": 0}
