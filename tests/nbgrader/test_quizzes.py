"""Test quizzes through nbgrader: autograde, the gradebook's points and comments, the feedback."""

from __future__ import annotations

import json
import shutil

import pytest

from grader.authoring.build import build
from tests.nbgrader.classroom import QUIET, ROOT, Classroom, _open
from tests.small_course import LAB
from tests.small_quizzes import QUIZZES, STATEMENT, WORDS, make_quiz_course

pytestmark = [pytest.mark.slow, QUIET]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A class of three, autograded, with feedback."""
    course = make_quiz_course(tmp_path_factory.mktemp("room"))
    build(course)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    course.solutions.chmod(0o700)
    built = (course.released / LAB / f"{LAB}.ipynb").read_bytes()
    made = _open(course.root).command("generate_assignment", LAB, "--force")
    assert made.returncode == 0, made.stderr
    assert (course.released / LAB / f"{LAB}.ipynb").read_bytes() == built
    room = _open(course.root)
    right = {quiz.name: quiz.solution for quiz in QUIZZES}
    wrong = {
        "momentum_has_memory": "momentum_has_memory = False",
        "two_optimizers": 'two_optimizers = ["cosine decay"]',
    }
    room.submit("right", room.solved(**right))
    room.submit("wrong", room.solved(**{**right, **wrong}))
    room.submit("nothing", json.loads(json.dumps(room.released)))
    assert room.autograde()["success"]
    assert room.run("generate_feedback", force=True)["success"]
    return room


def test_points_reach_the_gradebook(room: Classroom) -> None:
    names = [quiz.name for quiz in QUIZZES]
    assert [room.points("right")[name] for name in names] == [1, 3]
    assert [room.points("wrong")[name] for name in names] == [0, 0]
    assert [room.points("nothing")[name] for name in names] == [0, 0]


def test_comments_explain(room: Classroom) -> None:
    assert room.comments("wrong")["two_optimizers"] == (
        "Not yet right, 0 of 3 points. Looks like: a schedule. “cosine decay” is not an accepted answer; 1 more is "
        "asked for. Hint: That changes the learning rate alone. Why: Momentum keeps one average, Adam two of them."
    )
    assert room.comments("right")["two_optimizers"] == (
        "Right, 3 of 3 points. Why: Momentum keeps one average, Adam two of them."
    )


@pytest.mark.parametrize("student", ["right", "wrong", "nothing"])
def test_feedback_explains_whatever_was_answered(room: Classroom, student: str) -> None:
    page = room.feedback(student)
    assert page.count("<b>Why:</b>") == 2
    assert WORDS.explanation in page
    assert "moving sum of gradients, so it has to stay." in page
    assert STATEMENT.name in page
