"""A card says as much of a verdict as the course lets it."""

from __future__ import annotations

from grader.core.records import STATUSES, CaseVerdict, Verdict
from grader.judge.score import without_points
from grader.report.card import HEADLINES, card_of, tally
from tests.report.samples import right, wrong


def test_card_of_a_wrong_answer_has_every_part():
    card = card_of(wrong())
    assert (card.tone, card.headline, card.tally) == ("wrong", "not yet right", "1 of 3 cases · 1 of 3 points")
    assert card.misconception == "eps inside the root"
    assert card.evidence == "On all 4 inputs tried your answers equal what exactly this mistake gives."
    assert card.difference is not None
    assert card.difference.rows == (("[0, 1]", "-1.5", "1.25", "2.8e+00"),)
    assert card.difference.summary == "3 of 6 values differ."
    assert card.hints == ("Look at `eps`.", "Second.")
    assert card.remarks == ("It warns: x.",)
    assert [(line.name, line.passed) for line in card.cases] == [
        ("first step", True),
        ("two arrays", False),
        ("long", False),
    ]


def test_feedback_level_limits_the_card():
    named = card_of(wrong(), "name")
    assert (named.misconception, named.hints) == ("eps inside the root", ())
    bare = card_of(wrong(), "verdict")
    assert (bare.misconception, bare.evidence, bare.hints, bare.difference, bare.sentences) == ("", "", (), None, ())
    assert all(line.message == "" for line in bare.cases)
    raised = without_points("Adam", 3, "raised", "two arrays: TypeError")
    assert card_of(raised, "verdict").sentences == ("Two arrays: TypeError.",)


def test_secret_cases_show_no_values():
    hidden_only = [case for case in wrong().cases if case.seed != "public"]
    card = card_of(wrong(cases=tuple(hidden_only), message=hidden_only[-1].message))
    assert card.difference is None
    assert card.sentences == ("Long: values differ, on inputs that only grading uses.",)
    assert card.cases[-1].message == "values differ, on inputs that only grading uses"


def test_right_answer_with_notes_becomes_a_remark():
    assert card_of(right()).tone == "right"
    remark = card_of(right("changes its input"))
    assert (remark.tone, remark.headline, remark.remarks) == ("remark", "right, but", ("It changes its input.",))


def test_every_status_has_a_headline():
    assert set(HEADLINES) == set(STATUSES)
    idle = card_of(without_points("Adam", 3, "not attempted", "not attempted: ..."))
    assert (idle.tone, idle.tally) == ("idle", "0 of 3 points")


def test_tally_counts_cases_that_earn_a_part():
    cases = [
        CaseVerdict("a", "public", "right", 1.0, 1.0),
        CaseVerdict("b", "public", "wrong", 1.0, 0.5),
        CaseVerdict("c", "public", "wrong", 1.0, 0.5),
        CaseVerdict("c", "secret-1", "wrong", 1.0, 0.0),
        CaseVerdict("d", "public", "right", 1.0, 0.0, "right, but it earns nothing"),
    ]
    assert tally(cases, 1.5, 4) == "2 of 4 cases, parts of 1 more · 1.5 of 4 points"
    shown = card_of(Verdict("f", "wrong", 1.5, 4, cases=tuple(cases)))
    assert [(line.name, line.passed) for line in shown.cases] == [("a", True), ("b", False), ("c", False), ("d", True)]
    assert shown.cases[3].message == "right, but it earns nothing"
