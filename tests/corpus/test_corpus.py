"""The wrong answers are whole, each its own, and caught; what no case catches is written down, and no name is false."""

from __future__ import annotations

import ast
import re

import pytest

from grader.course.edits import apply_edits
from tests.corpus import WrongAnswer
from tests.corpus.entries import BY_LAB
from tests.corpus.judging import COURSE, judge_by_check, judge_by_grading, lab_of, naming

ANSWERS = [answer for answers in BY_LAB.values() for answer in answers]
EXERCISES = [exercise for name in BY_LAB for exercise in COURSE.lab(name).exercises]
_REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


def test_the_corpus_is_large_and_covers_every_exercise_of_its_labs() -> None:
    assert len(ANSWERS) >= 200
    answered = [answer.exercise for answer in ANSWERS]
    assert {exercise.name: answered.count(exercise.name) >= 3 for exercise in EXERCISES} == {
        exercise.name: True for exercise in EXERCISES
    }
    kinds = [answer.kind for answer in ANSWERS]
    assert kinds.count("two") >= 0.15 * len(kinds)
    assert kinds.count("half") >= 0.15 * len(kinds)
    assert kinds.count("raises") >= 0.1 * len(kinds)


def test_every_name_and_every_source_is_unique() -> None:
    assert len({(answer.exercise, answer.name) for answer in ANSWERS}) == len(ANSWERS)
    assert len({ast.dump(ast.parse(answer.source)) for answer in ANSWERS}) == len(ANSWERS)


@pytest.mark.parametrize("lab", BY_LAB)
def test_every_answer_defines_its_exercise_and_is_labelled(lab: str) -> None:
    tasks = {exercise.name: exercise for exercise in COURSE.labs[lab].exercises}
    for answer in BY_LAB[lab]:
        defined = {
            node.name for node in ast.parse(answer.source).body if isinstance(node, ast.ClassDef | ast.FunctionDef)
        }
        assert answer.exercise in tasks, answer.name
        assert answer.exercise in defined, answer.name
        assert answer.truth.endswith("."), answer.name
        assert answer.names, answer.name
        assert not answer.names & answer.forbidden, answer.name


@pytest.mark.parametrize("lab", BY_LAB)
def test_no_answer_is_a_copy_of_a_solution_or_of_a_known_mistake(lab: str) -> None:
    ours = {
        exercise.name: {
            line
            for text in (exercise.text, *(apply_edits(exercise.text, wrong.edits) for wrong in exercise.wrong))
            for region in _REGION.findall(text)
            for line in _long_lines(region)
        }
        for exercise in COURSE.labs[lab].exercises
    }
    copied = [
        f"{answer.exercise}, {answer.name!r}: {line}"
        for answer in BY_LAB[lab]
        for line in _long_lines(answer.source)
        if line in ours[answer.exercise]
    ]
    assert not copied, "\n".join(copied)


@pytest.mark.slow
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer.exercise}: {answer.name}")
def test_answer_is_caught_and_not_named_falsely(answer: WrongAnswer) -> None:
    """A gap is caught by no case; it is written down, so that the case that closes it is noticed here."""
    checked, graded = judge_by_check(answer), judge_by_grading(answer)
    assert not {judged.name for judged in (checked, graded) if judged.naming == "falsely"}
    assert graded.caught != answer.gap, graded
    assert graded.raised or answer.kind != "raises", graded


def test_naming_of_pairs_and_alternatives_is_read() -> None:
    answer = WrongAnswer("Adam", "", "", {"a", "b"}, "", forbidden={"c"})
    assert naming(answer, "") == ""
    assert naming(answer, "a") == naming(answer, "b + a") == naming(answer, "a or d") == "truly"
    assert naming(answer, "d") == naming(answer, "a + d") == naming(answer, "c or a") == "falsely"


def test_every_answer_belongs_to_a_lab() -> None:
    assert {lab_of(answer).name for answer in ANSWERS} == set(BY_LAB)


def _long_lines(text: str) -> list[str]:
    """List the lines of more than 40 characters, without imports and signatures."""
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if len(line) > 40 and not re.match(r"(import|from|def|class)\b", line)]
