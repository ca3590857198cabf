"""Cards as HTML: escaped, without script, and with no more than the course lets them say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from grader.report.card import Card
from grader.report.html import card_html, verdict_html
from tests.report.reader import read
from tests.report.samples import EVIL, SECRET, wrong


def test_card_of_a_wrong_answer_shows_case_misconception_and_hints():
    text = read(verdict_html(wrong())).text
    for part in ("not yet right", "1 of 3 cases · 1 of 3 points", "Looks like: eps inside the root.", "Hint 1 of 2"):
        assert part in text
    assert "Smallest case that shows it: two arrays" in text
    assert "\N{MINUS SIGN}1.5" in text


def test_hints_are_nested_and_only_the_first_can_be_opened():
    card = Card("Adam", "wrong", "not yet right", hints=("one", "two", "three"))
    assert card_html(card).count("<details") == 3
    assert " open>" not in card_html(card)
    assert card_html(card, opened=True).count(" open>") == 1
    inner = card_html(card).split("<details")
    assert "one" in inner[1]
    assert "</details>" not in inner[1] + inner[2]


def test_code_in_backticks_is_set_as_code_after_escaping():
    html = card_html(Card("Adam", "wrong", "x", sentences=("Use `a < b` here.",)))
    assert ">a &lt; b</code>" in html


def test_card_runs_and_fetches_nothing():
    read(verdict_html(wrong())).assert_passive()


def test_students_text_in_every_field_of_a_card_is_escaped():
    card = Card(EVIL, "wrong", EVIL, EVIL, EVIL, EVIL, (EVIL,), EVIL, code=EVIL, printed=EVIL)
    assert "<script" not in card_html(card)
    assert "\x1b" not in card_html(card)


def test_secret_cases_show_only_name_and_kind_of_mismatch():
    hidden = tuple(case for case in wrong().cases if case.seed == SECRET)
    html = verdict_html(wrong(cases=hidden, message=hidden[-1].message))
    assert "1.25" not in html
    assert "Long: values differ, on inputs that only grading uses." in html


def test_importing_what_check_shows_loads_no_template_engine():
    code = "import sys, grader.student.check; print([m for m in ('jinja2', 'markupsafe') if m in sys.modules])"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ast.literal_eval(run.stdout) == []
