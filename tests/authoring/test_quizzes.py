"""Test what `grader build` and the authors' commands make of quizzes."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from grader.authoring.build import build, check_built
from grader.authoring.describe import describe_item, item_as_text
from grader.authoring.leaks import find_leaks
from grader.authoring.release import IGNORED, PREPROCESSORS
from grader.authoring.tables import exercises_json, exercises_page, lab_table
from grader.authoring.verify import verify_exercises
from grader.cli import app
from grader.core.quiz_sheet import load, path_of
from grader.course.loader import Course, read_course
from tests.small_course import LAB, edit
from tests.small_quizzes import QUIZZES, STATEMENT, WORDS, add_quizzes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def quizzes(course: Course) -> Course:
    made = add_quizzes(course)
    build(made)
    return read_course(made.root)


def sources(path: Path) -> dict[str, str]:
    return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]}


def test_notebooks_hold_question_answer_and_check(quizzes: Course) -> None:
    solved = sources(quizzes.lab(LAB).notebook)
    student = sources(quizzes.released / LAB / f"{LAB}.ipynb")
    for quiz in QUIZZES:
        assert solved[quiz.name] == quiz.text.rstrip("\n")
        assert student[quiz.name] == quiz.stub
        assert student[f"check-{quiz.name}"] == f'check("{quiz.name}")'
        assert quiz.question in student.values()
    nbformat.validate(nbformat.read(quizzes.released / LAB / f"{LAB}.ipynb", as_version=4))


def test_sheets_are_released_and_built_again_to_the_same_bytes(quizzes: Course) -> None:
    for quiz in QUIZZES:
        sheet = path_of(quizzes.released / LAB, quiz.name)
        assert load(sheet).tells
        assert sheet.read_bytes() == path_of(quizzes.lab(LAB).path, quiz.name).read_bytes()
    assert check_built(quizzes) == []
    assert build(quizzes) == []


def test_changed_answer_is_drift(quizzes: Course) -> None:
    edit(quizzes.lab(LAB).path / "exercises" / "quiz_momentum_has_memory.py", "answer=True", "answer=False")
    found = check_built(read_course(quizzes.root))
    assert any(f"labs/{LAB}/checks/momentum_has_memory.quiz: differs" in line for line in found)


def test_sheet_of_a_quiz_that_is_gone_is_removed(quizzes: Course) -> None:
    lab = quizzes.lab(LAB)
    (lab.path / "exercises" / "quiz_two_optimizers.py").unlink()
    edit(lab.path / "lab.md", "\n```{code-cell}\n:tags: [slot]\n\ntwo_optimizers\n```\n", "")
    course = read_course(quizzes.root)
    assert any(line.startswith(f"labs/{LAB}/checks/two_optimizers.quiz: nothing in") for line in check_built(course))
    assert f"labs/{LAB}/checks/two_optimizers.quiz: removed" in build(course)
    assert not path_of(course.released / LAB, "two_optimizers").exists()


def test_where_check_must_not_tell_the_copy_is_the_same_whatever_the_answers_are(quizzes: Course) -> None:
    edit(quizzes.root / "course.toml", 'feedback = "hints"', 'feedback = "hints"\ncheck_quizzes = false')
    course = read_course(quizzes.root)
    build(course)

    def released() -> dict[str, bytes]:
        home = course.released / LAB
        return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    before = released()
    assert not load(path_of(course.released / LAB, "two_optimizers")).tells
    edit(course.lab(LAB).path / "exercises" / "quiz_momentum_has_memory.py", "answer=True", "answer=False")
    edit(course.lab(LAB).path / "exercises" / "quiz_two_optimizers.py", "heavy ball", "ball that is heavy")
    edit(course.lab(LAB).path / "exercises" / "quiz_two_optimizers.py", "Momentum keeps one", "Another keeps one")
    build(read_course(course.root))
    assert released() == before


def test_preprocessors_are_those_of_the_settings_and_nbgraders_own_but_one() -> None:
    from nbgrader.converters import GenerateAssignment
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()
    assert config.GenerateAssignment.preprocessors == PREPROCESSORS
    assert config.CourseDirectory.ignore == IGNORED
    own = [f"nbgrader.preprocessors.{each.__name__}" for each in GenerateAssignment.preprocessors.default()]
    assert [name.replace("grader.authoring.clear.ClearAnswers", own[3]) for name in PREPROCESSORS] == own


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("So momentum_has_memory = True.", "the answer of the quiz"),
        ("Its buffer `b` is a moving sum of gradients, so it has to stay.", "the explanation of the quiz"),
        ("It forgets each gradient at once.", "the hint for 'no memory' of the quiz"),
    ],
)
def test_leaked_answer_is_found(quizzes: Course, text: str, what: str) -> None:
    assert find_leaks(quizzes) == []
    edit(quizzes.lab(LAB).path / "lab.md", "Against the gradient.", text)
    build(quizzes)
    (line,) = find_leaks(quizzes)
    assert what in line
    assert line.startswith(f"labs/{LAB}/{LAB}.ipynb, cell")


def test_tables_list_quizzes_with_exercises(quizzes: Course) -> None:
    rows = {row["exercise"]: row for row in exercises_json(quizzes)}
    assert list(rows) == ["GradientDescent", "Momentum", "momentum_has_memory", "two_optimizers"]
    assert rows["two_optimizers"]["right"] == list(WORDS.accept)
    assert rows["two_optimizers"]["wrong"] == ["no memory", "a schedule"]
    page = exercises_page(quizzes)
    assert "| `momentum_has_memory` | OPT-03 | 1 | the deck |" in page
    assert "4 exercises, 9 points" in page
    assert "| `GradientDescent` to `two_optimizers` | 4 | 9 |" in lab_table(quizzes)


def test_description_says_all_of_a_quiz() -> None:
    text = item_as_text(describe_item(LAB, WORDS))
    for part in (
        WORDS.statement,
        "heavy ball",
        "RMSprop",
        "no memory: gradient descent",
        WORDS.hint,
        WORDS.explanation,
    ):
        assert part in text
    assert "Accepted (2 of 4)" in text
    assert "\nAnswer\n  True\n" in item_as_text(describe_item(LAB, STATEMENT))


def test_quizzes_are_proven_with_the_exercises(quizzes: Course) -> None:
    lab = quizzes.lab(LAB)
    proofs = list(verify_exercises(quizzes, [(lab, quiz) for quiz in lab.quizzes], jobs=1))
    assert [(proof.exercise, proof.ok) for proof in proofs] == [(quiz.name, True) for quiz in QUIZZES]


def test_commands_know_quizzes(quizzes: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(quizzes.root)
    shown = CliRunner().invoke(app, ["exercises", "two_optimizers"])
    assert shown.exit_code == 0
    assert "Known wrong answers (2)" in shown.output
    proven = CliRunner().invoke(app, ["verify", LAB, "--exercise", "momentum_has_memory"])
    assert proven.exit_code == 0, proven.output
    assert json.loads(CliRunner().invoke(app, ["exercises", "--json"]).output)[-1]["exercise"] == "two_optimizers"
