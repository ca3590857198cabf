"""Test that the proof of a quiz holds for a sound one and names each fault of one that is not."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from grader import Quiz, WrongAnswer
from grader.authoring.proof import quiz_proof
from grader.authoring.proof.quiz_proof import prove_quiz, slips_of
from grader.core.literal_answer import LiteralAnswer
from grader.core.quiz_sheet import QuizSheet
from grader.core.records import Verdict
from tests.small_quizzes import QUIZZES, STATEMENT, WORDS


@pytest.mark.parametrize("quiz", QUIZZES, ids=lambda quiz: quiz.name)
def test_sound_quiz_is_proven(quiz: Quiz) -> None:
    proof = prove_quiz("lab", quiz)
    assert proof.problems == ()
    assert proof.ok
    assert proof.right_passed == proof.right_total > 0
    assert proof.wrong_caught == proof.wrong_named == proof.wrong_total > 0


def test_counts_are_those_of_the_quiz() -> None:
    proof = prove_quiz("lab", WORDS)
    assert (proof.right_total, proof.wrong_total) == (10, 4)
    assert proof.mutants_total > 10
    assert proof.mutants_survived == 0


def test_wrong_answer_one_slip_from_an_accepted_one_is_a_problem() -> None:
    near = dataclasses.replace(WORDS, wrong=(WrongAnswer("no memory", "momextum", hint="no"),))
    problems = prove_quiz("lab", near).problems
    assert any("a slip of 'momentum', is not taken for 'momentum'" in line for line in problems)


@pytest.mark.parametrize(
    ("answer", "status", "fault"),
    [
        ((True,), "wrong", "the solved cell earns"),
        ((), "right", "the cell as handed out is right"),
        ((False,), "right", "the answer False is right"),
    ],
)
def test_judge_that_is_wrong_about_a_statement_is_caught(
    monkeypatch: pytest.MonkeyPatch, answer: tuple[bool, ...], status: Any, fault: str
) -> None:
    judge = quiz_proof.judge_quiz

    def bent(sheet: QuizSheet, given: LiteralAnswer) -> Verdict:
        points = 1.0 if status == "right" else 0.0
        return Verdict(sheet.exercise, status, points, 1.0) if given.given == answer else judge(sheet, given)

    monkeypatch.setattr(quiz_proof, "judge_quiz", bent)
    assert any(line.startswith(fault) for line in prove_quiz("lab", STATEMENT).problems)


def test_judge_that_accepts_every_word_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz_proof, "judge_quiz", lambda sheet, _: Verdict(sheet.exercise, "right", 3.0, 3.0))
    problems = prove_quiz("lab", WORDS).problems
    for fault in ("the cell as handed out", "count as two answers", "the wrong answer 'gradient descent'", "a slip of"):
        assert any(fault in line for line in problems), fault


def test_sheet_that_tells_where_it_must_not_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    make = quiz_proof.student_sheet
    monkeypatch.setattr(
        quiz_proof, "student_sheet", lambda lab, quiz, feedback, tells: make(lab, quiz, feedback, tells=True)
    )
    assert "a student's sheet that must not tell depends on the answers" in prove_quiz("lab", STATEMENT).problems


def test_sheet_that_shows_the_explanation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    make = quiz_proof.student_sheet

    def open_sheet(lab: str, quiz: Quiz, feedback: str, *, tells: bool) -> QuizSheet:
        sheet = make(lab, quiz, feedback, tells=tells)
        return dataclasses.replace(sheet, hint=quiz.explanation) if tells else sheet

    monkeypatch.setattr(quiz_proof, "student_sheet", open_sheet)
    assert f"a student's sheet shows {STATEMENT.explanation!r}" in prove_quiz("lab", STATEMENT).problems


def test_slips_leave_short_words_and_digits_alone() -> None:
    assert list(slips_of("SVM")) == []
    assert list(slips_of("L2 norm")) == []
    assert list(slips_of("k means")) == ["k mens", "k meaans", "k menas"]
