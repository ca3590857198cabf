"""HTML reports: escaped, without script, self-contained, in both themes."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from grader.judge.score import without_points
from grader.report.card import Card
from grader.report.html import card_html, grade_html, page, verdict_html, write_pages
from tests.report.samples import EVIL, SECRET, grade, right, wrong

VOID = {"meta", "br", "line", "polyline"}


class Reader(HTMLParser):
    """Collects text and tags, and sees whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags, self.open = "", [], []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_a_card_shows_what_a_student_needs():
    text = read(verdict_html(wrong())).text
    for part in ("not yet right", "1 of 3 cases · 1 of 3 points", "Looks like: eps inside the root.", "Hint 1 of 2"):
        assert part in text
    assert "Smallest case that shows it: two arrays" in text
    assert "\N{MINUS SIGN}1.5" in text


def test_hints_are_folded_into_each_other_and_only_the_first_can_be_opened():
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


@pytest.mark.parametrize("html", [verdict_html(wrong()), grade_html(grade())])
def test_nothing_runs_and_nothing_is_fetched(html):
    reader = read(html)
    assert not {"script", "iframe", "object", "img", "link"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on") or name == "src"]


def test_a_students_text_stays_text_wherever_it_stands():
    evil = wrong(message=EVIL, misconception=EVIL, hints=(EVIL,), notes=(EVIL,), name=EVIL)
    html = grade_html(grade(evil, submission=EVIL, error="", repairs=(EVIL,)))
    assert "<script" not in html
    assert "\x1b" not in html
    card = Card(EVIL, "wrong", EVIL, EVIL, EVIL, EVIL, (EVIL,), EVIL, code=EVIL, printed=EVIL)
    assert "<script" not in card_html(card)


def test_a_page_stands_alone_and_follows_the_theme():
    both = page("a & b", "<p>x</p>")
    assert "<title>a &amp; b</title>" in both
    assert "prefers-color-scheme:dark" in both
    assert "default-src 'none'" in both
    assert "prefers-color-scheme" not in page("t", "", "dark")
    assert "color-scheme:dark" in page("t", "", "dark")
    read(both)


def test_a_grades_page_names_points_data_set_sandbox_and_what_an_appeal_needs():
    text = read(grade_html(grade())).text
    for part in ("ada", "06_optimizers: 3 of 7 points", "data set mnist-5k", "sandbox A", "ab" * 32, "numpy 2.4.0"):
        assert part in text
    assert text.count("not yet right") == 1


def test_a_page_says_what_a_person_should_look_at():
    assert "For a person to look at" not in grade_html(grade())
    page = grade_html(grade(integrity=("the file <b> beside the notebook has 60000 bytes",)))
    assert "For a person to look at, without effect on the points: data where code belongs." in page
    assert "<li>The file &lt;b&gt; beside the notebook has 60000 bytes.</li>" in page


def test_an_ungraded_page_says_why():
    lost = without_points("Adam", 3, "missing", "the file is not a notebook")
    text = read(grade_html(grade(lost, error="the file is not a notebook"))).text
    assert "Not graded. The file is not a notebook." in text


def test_the_feedback_level_is_obeyed():
    assert "eps inside" not in grade_html(grade(), "verdict")
    assert "Hint 1" not in grade_html(grade(), "name")
    assert "eps inside" in grade_html(grade(), "name")


def test_secret_cases_tell_only_name_and_kind():
    hidden = tuple(case for case in wrong().cases if case.seed == SECRET)
    html = verdict_html(wrong(cases=hidden, message=hidden[-1].message))
    assert "1.25" not in html
    assert "Long: values differ, on inputs that only grading uses." in html


def test_one_page_per_grade_even_where_names_clash(tmp_path):
    names = ["ada/06.ipynb", "ada 06.ipynb", "../../etc", "정"]
    paths = write_pages(tmp_path, [grade(right(), submission=name) for name in names])
    assert [path.name for path in paths] == ["ada-06.ipynb.html", "ada-06.ipynb-2.html", "etc.html", "정.html"]
    assert all(path.parent == tmp_path and path.is_file() for path in paths)
