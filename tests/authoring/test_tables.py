"""The list of exercises, for programs and for the README."""

from __future__ import annotations

import json

from grader.authoring.tables import exercise_table, exercises_json
from grader.course.loader import Course
from tests.small_course import LAB


def test_exercises_json(course: Course) -> None:
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


def test_the_table_stands_in_the_readme_between_its_markers(course: Course) -> None:
    assert exercise_table(course).splitlines()[2:] == [
        f"| {LAB} | `GradientDescent` | OPT-01 | 2 | Cauchy 1847 |",
        f"| {LAB} | `Momentum` | OPT-03 | 3 | Polyak 1964 \\| torch's form |",
    ]
    text = (course.root / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Course\n\n<!-- exercises:begin -->\n<!-- Derived from")
    assert text.endswith(f"{exercise_table(course)}\n<!-- exercises:end -->\n\nThe end.\n")
