"""Test how answers to quizzes are judged."""

from __future__ import annotations

import pytest

from grader.core.literal_answer import LiteralAnswer
from grader.core.records import Verdict
from grader.course.quiz_sheets import full_sheet, student_sheet
from grader.judge.quiz import judge_quiz
from tests.small_quizzes import STATEMENT, WORDS


def judged(*texts: str) -> Verdict:
    return judge_quiz(full_sheet("lab", WORDS), LiteralAnswer(texts))


def test_right_statement_earns_all_and_is_explained() -> None:
    verdict = judge_quiz(full_sheet("lab", STATEMENT), LiteralAnswer((True,)))
    assert verdict == Verdict("momentum_has_memory", "right", 1, 1, explanation=STATEMENT.explanation)


def test_wrong_statement_earns_nothing_and_gets_the_hint() -> None:
    verdict = judge_quiz(full_sheet("lab", STATEMENT), LiteralAnswer((False,)))
    assert (verdict.status, verdict.points, verdict.hints) == ("wrong", 0, (STATEMENT.hint,))
    assert verdict.message == "the answer is not False"
    assert verdict.explanation == ""


def test_nothing_answered_is_not_attempted() -> None:
    for quiz in (STATEMENT, WORDS):
        verdict = judge_quiz(full_sheet("lab", quiz), LiteralAnswer())
        assert (verdict.status, verdict.points, verdict.max_points) == ("not attempted", 0, quiz.points)


def test_answer_that_cannot_be_read_is_missing_with_its_sentence() -> None:
    verdict = judge_quiz(full_sheet("lab", WORDS), LiteralAnswer(problem="the cell is odd"))
    assert (verdict.status, verdict.points, verdict.message) == ("missing", 0, "the cell is odd")


def test_accepted_words_earn_all() -> None:
    verdict = judged("Adam", "모멘텀")
    assert (verdict.status, verdict.points, verdict.notes) == ("right", 3, ())
    assert verdict.explanation == WORDS.explanation


def test_each_accepted_word_earns_its_share() -> None:
    verdict = judged("Adam")
    assert (verdict.status, verdict.points) == ("wrong", 1.5)
    assert verdict.message == "“Adam” is accepted; 1 more is asked for"
    assert verdict.explanation == ""


def test_two_spellings_of_one_answer_count_once() -> None:
    verdict = judged("Adam", "adaptive moments")
    assert (verdict.status, verdict.points) == ("wrong", 1.5)
    assert verdict.message == "“Adam” is accepted; “adaptive moments” means the same as “Adam”"
    assert verdict.hints == (WORDS.hint,)


def test_known_wrong_answer_is_named() -> None:
    verdict = judged("Adam", "경사 하강법")
    assert (verdict.points, verdict.misconception) == (1.5, "no memory")
    assert verdict.hints == ("It forgets each gradient at once.",)


def test_two_known_wrong_answers_are_both_named() -> None:
    verdict = judged("gradient descent", "cosine decay")
    assert (verdict.points, verdict.misconception) == (0, "no memory + a schedule")
    assert len(verdict.hints) == 2


def test_unknown_answer_gets_the_general_hint() -> None:
    verdict = judged("magic", "Adam")
    assert (verdict.misconception, verdict.hints) == (None, (WORDS.hint,))
    assert verdict.message == "“Adam” is accepted; “magic” is not an accepted answer"


def test_slip_is_forgiven_and_remarked() -> None:
    verdict = judged("hevy ball", "RMSporp")
    assert (verdict.status, verdict.points) == ("right", 3)
    assert "has “RMSporp”, read as “root mean square propagation”" in verdict.notes


def test_slip_that_reaches_a_wrong_answer_is_not_forgiven() -> None:
    assert judged("momentum", "Adam").status == "right"
    assert judged("momentun", "Adam").misconception == "no memory"  # as it stands a wrong answer
    verdict = judged("momentuk", "Adam")  # as near to "momentum" as to the wrong "momentun"
    assert (verdict.points, verdict.misconception) == (1.5, None)


def test_slip_in_a_wrong_answer_is_named_as_that() -> None:
    assert judged("gradient decsent", "Adam").misconception == "no memory"


def test_slip_that_leads_to_two_accepted_answers_takes_the_one_not_yet_given() -> None:
    alike = type(WORDS)(
        "x", "?", "because", accept={"variance": "", "varience x": "varianca"}, wanted=2, points=2, hint="h"
    )
    sheet = full_sheet("lab", alike)
    for texts in (("variance", "variancz"), ("variancz", "variance"), ("varianca", "variancz")):
        assert judge_quiz(sheet, LiteralAnswer(texts)).status == "right"


def test_answer_of_characters_that_cannot_be_encoded_is_judged() -> None:
    verdict = judged("\ud800", "Ad\ud800am")
    assert (verdict.status, verdict.points) == ("wrong", 1.5)
    assert verdict.message.encode()


def test_long_answer_is_cut_in_the_message() -> None:
    assert len(judged("x" * 3000, "Adam").message) < 200


@pytest.mark.parametrize("feedback", ["verdict", "name", "hints"])
def test_student_sheet_judges_alike_and_says_what_feedback_allows(feedback: str) -> None:
    sheet = student_sheet("lab", WORDS, feedback, tells=True)
    verdict = judge_quiz(sheet, LiteralAnswer(("Adam", "gradient descent")))
    assert verdict.points == 1.5
    assert verdict.misconception == (None if feedback == "verdict" else "no memory")
    assert verdict.hints == (("It forgets each gradient at once.",) if feedback == "hints" else ())
    assert judge_quiz(sheet, LiteralAnswer(("Adam", "momentum"))).explanation == WORDS.explanation
