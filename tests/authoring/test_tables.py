"""Test tables of exercises and labs, for programs and for pages."""

from __future__ import annotations

import json

from grader.authoring.tables import cost_table, exercises_json, exercises_page, lab_table
from grader.course.loader import Course
from tests.small_course import LAB


def test_exercises_as_json_list_names_in_order(course: Course) -> None:
    assert exercises_json(course)[1] == {
        "lab": LAB,
        "exercise": "Momentum",
        "ids": ["OPT-03"],
        "points": 3,
        "cases": ["two steps", "four steps"],
        "wrong": ["no memory", "uphill"],
        "right": ["terms swapped"],
        "source": "Polyak 1964 | torch's form",
    }
    json.dumps(exercises_json(course))


def test_readme_has_one_row_per_lab_between_its_markers(course: Course) -> None:
    assert lab_table(course).splitlines() == [
        "| lab | subject | from first to last | exercises | points |",
        "| --- | --- | --- | --- | --- |",
        f"| [`{LAB}`](solutions/{LAB}/lab.md) | Optimizers | `GradientDescent` to `Momentum` | 2 | 5 |",
    ]
    text = (course.root / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Course\n\n<!-- labs:begin -->\n<!-- Derived from")
    assert text.endswith(f"{lab_table(course)}\n\n<!-- labs:end -->\n\nThe end.\n")


def test_page_of_exercises_has_a_table_per_lab(course: Course) -> None:
    page = (course.root / "docs" / "exercises.md").read_text(encoding="utf-8")
    assert page == exercises_page(course)
    assert page.startswith("# Exercises\n\n<!-- Derived from")
    assert page.endswith(
        f"## Optimizers\n\n[`{LAB}`](../solutions/{LAB}/lab.md), 2 exercises, 5 points\n\n"
        "| exercise | ids | points | source |\n"
        "| --- | --- | --- | --- |\n"
        "| `GradientDescent` | OPT-01 | 2 | Cauchy 1847 |\n"
        "| `Momentum` | OPT-03 | 3 | Polyak 1964 \\| torch's form |\n\n"
        f"What a known mistake costs of the points for the cases of `{LAB}`:\n\n"
        "| exercise | costs all | costs a part |\n"
        "| --- | --- | --- |\n"
        "| `GradientDescent` | uphill |  |\n"
        "| `Momentum` | no memory, uphill |  |\n"
    )


def test_costs_that_are_no_whole_are_listed_the_dearest_first() -> None:
    costs = {"a": "9%", "b": "all", "c": "67%", "d": "9%"}
    assert cost_table({"Adam": {"costs": costs}}).splitlines()[2:] == ["| `Adam` | b | 67%: c; 9%: a, d |"]
