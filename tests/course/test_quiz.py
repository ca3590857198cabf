"""Test what a quiz derives, and what is refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from grader import Quiz, WrongAnswer
from grader.core.errors import CourseError
from grader.course.loader import Course
from tests.small_course import LAB
from tests.small_quizzes import STATEMENT, WORDS, add_quizzes


def test_statement_is_answered_by_true_or_false() -> None:
    assert STATEMENT.stub == "momentum_has_memory = None  # True or False"
    assert STATEMENT.solution == "momentum_has_memory = True"
    assert STATEMENT.question == "**True or false?** Momentum keeps $b$ from one step to the next."
    assert STATEMENT.texts == 0


def test_words_are_answered_by_as_many_texts_as_are_wanted() -> None:
    assert WORDS.stub == "two_optimizers = [None, None]  # two answers, each in quotes"
    assert WORDS.solution == 'two_optimizers = ["momentum", "adaptive moments"]'
    one = dataclasses.replace(WORDS, wanted=1)
    assert one.stub == "two_optimizers = None  # your answer in quotes"
    assert one.solution == 'two_optimizers = "momentum"'


def test_accepted_spellings_are_the_label_and_what_follows() -> None:
    assert WORDS.spellings()["momentum"] == ("momentum", "heavy ball", "모멘텀")


@pytest.mark.parametrize(
    ("quiz", "change", "problem"),
    [
        (STATEMENT, {"name": "Two words"}, "the name must be a variable's"),
        (STATEMENT, {"points": 0}, "points must be positive"),
        (STATEMENT, {"ids": ("opt",)}, "ids look like"),
        (STATEMENT, {"explanation": " "}, "has no explanation"),
        (STATEMENT, {"hint": ""}, "has no hint"),
        (STATEMENT, {"answer": 1}, "the answer must be True or False"),
        (STATEMENT, {"accept": {"yes": ""}}, "has neither `accept`"),
        (STATEMENT, {"answer": None}, "1 answers are wanted and `accept` has 0"),
        (WORDS, {"wanted": 5}, "5 answers are wanted and `accept` has 4"),
        (WORDS, {"wanted": 0}, "`wanted` must lie between 1 and 6"),
        (WORDS, {"accept": {"momentum": "SGD", "Adam": "sgd"}}, "'sgd' belongs to both 'momentum' and 'Adam'"),
        (WORDS, {"accept": {"momentum": "-", "Adam": ""}}, "'-' has neither letters nor digits"),
        (WORDS, {"wrong": (WrongAnswer("x", "Heavy-Ball", "no"),)}, "'Heavy-Ball' belongs to both 'momentum' and 'x'"),
        (WORDS, {"wrong": (WrongAnswer("x", " , ", "no"),)}, "needs spellings and a hint"),
        (WORDS, {"wrong": (WrongAnswer("a or b", "x", "no"),)}, "must hold neither"),
        (WORDS, {"wrong": (WrongAnswer("momentum", "x", "no"),)}, "two entries are called 'momentum'"),
    ],
)
def test_quiz_that_breaks_a_rule_is_refused(quiz: Quiz, change: dict[str, object], problem: str) -> None:
    with pytest.raises(CourseError, match=r"^quiz ") as caught:
        dataclasses.replace(quiz, **change)  # type: ignore[arg-type]
    assert problem in str(caught.value)


def test_fault_of_a_quiz_names_its_file(course: Course) -> None:
    course = add_quizzes(course)
    path = course.lab(LAB).path / "exercises" / "quiz_momentum_has_memory.py"
    path.write_text(path.read_text().replace("points=1", "points=0"))
    with pytest.raises(CourseError, match=r"quiz_momentum_has_memory\.py: quiz momentum_has_memory: points must be"):
        _ = course.lab(LAB).items


def test_lab_lists_exercises_and_quizzes_in_the_order_of_its_slots(course: Course) -> None:
    lab = add_quizzes(course).lab(LAB)
    assert [item.name for item in lab.items] == ["GradientDescent", "Momentum", "momentum_has_memory", "two_optimizers"]
    assert [each.name for each in lab.exercises] == ["GradientDescent", "Momentum"]
    assert list(lab.quizzes) == [STATEMENT, WORDS]
    assert lab.item("two_optimizers") == WORDS
    assert lab.item("Momentum") is lab.exercise("Momentum")


def test_quiz_changes_the_version_of_the_lab(course: Course) -> None:
    before = course.lab(LAB).version
    assert add_quizzes(course).lab(LAB).version != before


def test_quiz_without_a_slot_is_refused(course: Course) -> None:
    add_quizzes(course)
    path = Path(course.lab(LAB).path, "lab.md")
    path.write_text(path.read_text().replace("\ntwo_optimizers\n", "\nMomentum\n"))
    with pytest.raises(CourseError, match="slot"):
        _ = course.lab(LAB).items
