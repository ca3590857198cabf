"""The exercises of the course as a list for programs and as a table for the README; the limits that hold for them."""

from __future__ import annotations

from typing import Any

from grader.core.limits import LabLimits, Limits, NotebookLimits, rows
from grader.course.loader import Course

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


def limits_json(course: Course | None) -> list[dict[str, Any]]:
    """What students' code may use, a row each: {"lab", "exercise", "what", then limits as course.toml calls them}.

    The usual ones first; labs and exercises follow where something is different for them. Seconds, bytes and counts.
    course: None for what holds where course.toml says nothing.
    """
    usual = course.limits if course else LabLimits()
    found = [_row("", "", "a cell or a question", usual.each), _row("", "", "a notebook", usual.notebook)]
    for lab in course.labs.values() if course else ():
        if lab.limits.each != usual.each:
            found.append(_row(lab.name, "", "a cell or a question", lab.limits.each))
        if lab.limits.notebook != usual.notebook:
            found.append(_row(lab.name, "", "a notebook", lab.limits.notebook))
        for exercise in lab.exercises:
            if exercise.limits != lab.limits.each:
                found.append(_row(lab.name, exercise.name, "its cell or a question", exercise.limits))
            if exercise.training:
                found.append(_row(lab.name, exercise.name, "its training run", exercise.training.limits))
            if exercise.contest:
                contest = exercise.contest
                found += [_row(lab.name, exercise.name, f"its run on {d}", contest.limits(d)) for d in contest.budget]
    return found


def _row(lab: str, exercise: str, what: str, limits: Limits | NotebookLimits) -> dict[str, Any]:
    return {"lab": lab, "exercise": exercise, "what": what, **rows(limits)}


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
