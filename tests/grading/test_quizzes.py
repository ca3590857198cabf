"""Test that quizzes are graded from their source: in notebook order with the rest, and without a process."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from grader.authoring.build import build
from grader.core.grade_json import grade_from_json, to_json
from grader.core.records import Grade, Verdict
from grader.course.loader import Course, released_notebook
from grader.course.seeds import course_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.report.grade_page import grade_html
from grader.report.text import grade_text
from grader.submission.read import merge_notebook
from tests import inprocess
from tests.small_course import LAB
from tests.small_quizzes import QUIZZES, STATEMENT, WORDS, make_quiz_course


class Sandbox(inprocess.Sandbox):
    """Remembers what was run in it."""

    rung = "A"

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[inprocess.Session] = []

    def open(self, *arguments: Any, **options: Any) -> inprocess.Session:
        self.sessions.append(inprocess.Session(dies_on="DIES"))
        return self.sessions[-1]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = make_quiz_course(tmp_path_factory.mktemp("quizzes"))
    build(made)
    return made


@pytest.fixture
def context(course: Course) -> GradingContext:
    return GradingContext(course, course.lab(LAB), Sandbox(), course_seed(course.secret))  # type: ignore[arg-type]


def graded(context: GradingContext, answers: dict[str, str], *own: str) -> Grade:
    released = released_notebook(context.course, context.lab)
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        about = cell["metadata"].get("descent", {})
        if about.get("role") == "solution" and about["exercise"] in answers:
            cell["source"] = answers[about["exercise"]]
    for source in own:
        notebook["cells"].append({"cell_type": "code", "metadata": {}, "source": source, "outputs": []})
    return grade_submission(context, merge_notebook(notebook, LAB, released, "kim"))


def verdicts(grade: Grade) -> dict[str, Verdict]:
    assert not grade.fault
    return {verdict.name: verdict for verdict in grade.exercises}


def test_released_notebook_holds_question_answer_and_check(course: Course) -> None:
    cells = released_notebook(course, course.lab(LAB))["cells"]
    place = next(i for i, cell in enumerate(cells) if cell["id"] == "momentum_has_memory")
    question, answer, check = (json.loads(json.dumps(cell)) for cell in cells[place - 1 : place + 2])
    assert (question["cell_type"], "".join(question["source"])) == ("markdown", STATEMENT.question)
    assert "".join(answer["source"]) == STATEMENT.stub
    assert answer["metadata"]["nbgrader"]["solution"]
    assert "".join(check["source"]) == 'check("momentum_has_memory")'
    assert check["metadata"]["nbgrader"]["points"] == 1


def test_quizzes_are_graded_beside_exercises_in_the_order_of_the_lab(context: GradingContext) -> None:
    solved = {item.name: item.text for item in context.lab.items}
    grade = graded(context, {**solved, **{quiz.name: quiz.solution for quiz in QUIZZES}})
    assert [verdict.name for verdict in grade.exercises] == [item.name for item in context.lab.items]
    assert [verdict.status for verdict in grade.exercises] == ["right"] * 4
    assert grade.points == grade.max_points == 2 + 3 + 1 + 3


def test_solved_cell_with_its_marks_is_right(context: GradingContext) -> None:
    found = verdicts(graded(context, {quiz.name: quiz.text for quiz in QUIZZES}))
    assert [found[quiz.name].status for quiz in QUIZZES] == ["right", "right"]


def test_cell_as_handed_out_is_not_attempted(context: GradingContext) -> None:
    found = verdicts(graded(context, {}))
    assert {(found[quiz.name].status, found[quiz.name].points) for quiz in QUIZZES} == {("not attempted", 0)}


def test_every_verdict_is_explained(context: GradingContext) -> None:
    for answer in ("True", "False", "None", "maybe"):
        grade = graded(context, {"momentum_has_memory": f"momentum_has_memory = {answer}"})
        assert verdicts(grade)["momentum_has_memory"].explanation == STATEMENT.explanation
        assert "is a moving sum of gradients, so it has to stay." in grade_html(grade)


def test_wrong_answer_earns_what_it_is_worth(context: GradingContext) -> None:
    found = verdicts(graded(context, {"two_optimizers": 'two_optimizers = ["hevy ball", "gradient descent"]'}))
    verdict = found["two_optimizers"]
    assert (verdict.status, verdict.points, verdict.misconception) == ("wrong", 1.5, "no memory")
    assert verdict.notes == ("has “hevy ball”, read as “momentum”",)


def test_cell_that_is_no_literal_is_told_so_and_not_run(context: GradingContext, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    source = f"momentum_has_memory = bool(open({str(mark)!r}, 'w'))"
    verdict = verdicts(graded(context, {"momentum_has_memory": source}))["momentum_has_memory"]
    assert (verdict.status, verdict.points) == ("missing", 0)
    assert "is an expression, which is not computed here" in verdict.message
    assert not mark.exists()


def test_no_cell_of_a_quiz_reaches_a_process(context: GradingContext) -> None:
    graded(context, {quiz.name: quiz.solution for quiz in QUIZZES}, "mine = 1")
    sources = [source for session in context.sandbox.sessions for source in session.sources]  # type: ignore[attr-defined]
    assert any("mine" in source for source in sources)
    assert not [source for source in sources if "momentum_has_memory" in source or "two_optimizers" in source]


def test_notebook_that_ends_its_process_keeps_the_points_of_its_quizzes(context: GradingContext) -> None:
    grade = graded(context, {**{quiz.name: quiz.solution for quiz in QUIZZES}, "GradientDescent": "DIES"})
    assert [verdicts(grade)[quiz.name].status for quiz in QUIZZES] == ["right", "right"]


def test_deleted_answer_cell_is_not_attempted(context: GradingContext) -> None:
    released = released_notebook(context.course, context.lab)
    notebook = copy.deepcopy(released)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "two_optimizers"]
    grade = grade_submission(context, merge_notebook(notebook, LAB, released, "kim"))
    assert verdicts(grade)["two_optimizers"].status == "not attempted"


def test_answer_in_another_cell_is_found_by_its_name(context: GradingContext) -> None:
    released = released_notebook(context.course, context.lab)
    notebook = copy.deepcopy(released)
    (cell,) = [cell for cell in notebook["cells"] if cell["id"] == "two_optimizers"]
    cell.update(id="else", metadata={}, source=WORDS.solution)
    grade = grade_submission(context, merge_notebook(notebook, LAB, released, "kim"))
    assert verdicts(grade)["two_optimizers"].status == "right"


def test_grade_with_an_explanation_is_read_back(context: GradingContext) -> None:
    grade = graded(context, {"momentum_has_memory": STATEMENT.solution})
    assert grade_from_json(json.loads(json.dumps(to_json(grade)))) == grade
    older = json.loads(json.dumps(to_json(grade)))
    for verdict in older["exercises"]:
        del verdict["explanation"]
    assert [v.explanation for v in grade_from_json(older).exercises] == [""] * 4


def test_reports_name_the_quiz(context: GradingContext) -> None:
    grade = graded(context, {"two_optimizers": 'two_optimizers = ["cosine decay"]'})
    assert "two_optimizers" in grade_text(grade)
    assert "a schedule" in grade_text(grade)
    page = grade_html(grade)
    assert "Looks like: a schedule." in page
    assert WORDS.explanation in page
