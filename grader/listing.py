"""The exercises of the course as a list for programs and as a table for the README."""

from __future__ import annotations

from typing import Any

from grader.course import Course

BEGIN = "<!-- exercises:begin -->"
END = "<!-- exercises:end -->"
_NOTE = "<!-- Derived from solutions/*/exercises/ by `grader build`; edit those. -->"


def exercises_json(course: Course) -> list[dict[str, Any]]:
    """Every exercise, in the order of the labs and their slots; cases, wrong and right are lists of names."""
    return [
        {
            "lab": lab.name,
            "exercise": exercise.name,
            "ids": list(exercise.ids),
            "points": exercise.points,
            "cases": [case.name for case in exercise.cases],
            "wrong": [wrong.name for wrong in exercise.wrong],
            "right": [right.name for right in exercise.right],
            "source": exercise.source,
        }
        for lab in course.labs.values()
        for exercise in lab.exercises
    ]


def exercise_table(course: Course) -> str:
    """The exercises as a Markdown table."""
    rows = ["| lab | exercise | ids | points | source |", "|---|---|---|---|---|"]
    for entry in exercises_json(course):
        cells = (
            entry["lab"], f"`{entry['exercise']}`", ", ".join(entry["ids"]), f"{entry['points']:g}", entry["source"],
        )  # fmt: skip
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def with_table(text: str, course: Course) -> str | None:
    """A page with the table between its two markers brought up to date, or None where a marker is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return None
    return f"{before}{BEGIN}\n{_NOTE}\n\n{exercise_table(course)}\n{END}{after}"
