"""Plain text reports."""

from __future__ import annotations

from grader.judge.score import without_points
from grader.report.card import card_of
from grader.report.text import card_text, grade_text
from tests.report.samples import grade, wrong


def test_card_as_text_shows_the_same_facts():
    assert card_text(card_of(wrong())).splitlines() == [
        "Adam: not yet right (1 of 3 cases · 1 of 3 points)",
        "Looks like: eps inside the root. On all 4 inputs tried your answers equal what exactly this mistake gives.",
        "Smallest case that shows it: two arrays",
        "    params[0] after step 1  yours  expected  off by",
        "    [0, 1]                  -1.5   1.25      2.8e+00",
        "3 of 6 values differ.",
        "- It warns: x.",
        "ok first step   X two arrays   X long",
        "Hint 1 of 2: Look at `eps`.",
    ]


def test_grade_as_text_lists_every_exercise():
    looked = ("the cell c holds a list of 300 numbers and texts",)
    assert grade_text(grade(repairs=("the cell x was put back",), integrity=looked)).splitlines() == [
        "ada: 06_optimizers, 3 of 7 points (trained on mnist-5k, sandbox A)",
        "put right: the cell x was put back",
        "for a person to look at: the cell c holds a list of 300 numbers and texts",
        "  Momentum  2 / 2  right",
        "  Adam      1 / 3  wrong          eps inside the root",
        "      two arrays: params[0] after step 1 at [0, 1] is -1.5, expected 1.25: off by 2.8, allowed 1e-07; "
        "3 of 6 values differ",
        "      It warns: x.",
        "  RMSprop   0 / 2  not attempted",
        "      The stub.",
    ]


def test_feedback_level_limits_the_card():
    text = grade_text(grade(), "verdict")
    assert "eps inside" not in text
    assert "1.25" not in text


def test_ungraded_text_says_why_once():
    lost = without_points("Adam", 3, "missing", "not a notebook")
    text = grade_text(grade(lost, error="not a notebook", dataset="", sandbox=""))
    lines = ["ada: 06_optimizers, 0 of 3 points", "not graded: not a notebook", "  Adam  0 / 3  missing"]
    assert text.splitlines() == lines
