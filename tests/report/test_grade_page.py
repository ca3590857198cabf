"""The feedback page of a grade: what it says, and that a student's text stays text."""

from __future__ import annotations

from grader.core.records import Grade
from grader.judge.score import without_points
from grader.report.grade_page import grade_html, write_pages
from tests.report.reader import read
from tests.report.samples import EVIL, grade, right, wrong


def test_page_runs_and_fetches_nothing():
    read(grade_html(grade())).assert_passive()


def test_students_text_in_every_field_of_a_grade_is_escaped():
    evil = wrong(message=EVIL, misconception=EVIL, hints=(EVIL,), notes=(EVIL,), name=EVIL)
    fields = {"lab": EVIL, "sandbox": EVIL, "dataset": EVIL, "replay": {EVIL: EVIL}}
    html = grade_html(grade(evil, submission=EVIL, error="", repairs=(EVIL,), integrity=(EVIL,), **fields))
    assert "<script" not in html
    assert "\x1b" not in html
    assert "\\x1b[31m" in html
    reader = read(html)
    reader.assert_passive()
    assert reader.text.count("<script>alert('1')</script>") >= 12


def test_page_names_points_data_set_sandbox_and_what_an_appeal_needs():
    text = read(grade_html(grade())).text
    for part in ("ada", "06_optimizers: 3 of 7 points", "data set mnist-5k", "sandbox A", "ab" * 32, "numpy 2.4.0"):
        assert part in text
    assert text.count("not yet right") == 1


def test_facts_stand_in_one_line_with_the_points_given_by_a_person():
    html = grade_html(grade(by_hand={"report": 6.0, "essay": 1.5}))
    assert "data set mnist-5k · sandbox A · 1.2 s · 7.5 more points are given by a person" in html


def test_table_links_exactly_the_exercises_that_have_a_card():
    reader = read(grade_html(grade()))
    links = [value for name, value in reader.attributes if name == "href"]
    assert links == ["#Adam", "#RMSprop"]
    assert [value for name, value in reader.attributes if name == "id"] == ["Adam", "RMSprop"]


def test_integrity_warnings_are_listed_for_a_person():
    assert "For a person to look at" not in grade_html(grade())
    page = grade_html(grade(integrity=("the file <b> beside the notebook has 60000 bytes",)))
    assert "For a person to look at, without effect on the points: data where code belongs." in page
    assert "<li>The file &lt;b&gt; beside the notebook has 60000 bytes.</li>" in page


def test_repairs_are_listed():
    page = grade_html(grade(repairs=("a cell was restored", "the name was wrong")))
    assert "Put right before grading:" in page
    assert "<li>A cell was restored.</li><li>The name was wrong.</li>" in page


def test_ungraded_page_says_why():
    lost = without_points("Adam", 3, "missing", "the file is not a notebook")
    text = read(grade_html(grade(lost, error="the file is not a notebook"))).text
    assert "Not graded. The file is not a notebook." in text


def test_page_of_an_empty_grade_has_no_table():
    reader = read(grade_html(Grade("ada", "06_optimizers", 0, 0)))
    assert "table" not in reader.tags
    assert "06_optimizers: 0 of 0 points" in reader.text


def test_feedback_level_limits_what_the_page_says():
    assert "eps inside" not in grade_html(grade(), "verdict")
    assert "Hint 1" not in grade_html(grade(), "name")
    assert "eps inside" in grade_html(grade(), "name")


def test_names_that_clash_get_a_page_each(tmp_path):
    names = ["ada/06.ipynb", "ada 06.ipynb", "../../etc", "정"]
    paths = write_pages(tmp_path, [grade(right(), submission=name) for name in names])
    assert [path.name for path in paths] == ["ada-06.ipynb.html", "ada-06.ipynb-2.html", "etc.html", "정.html"]
    assert all(path.parent == tmp_path and path.is_file() for path in paths)
