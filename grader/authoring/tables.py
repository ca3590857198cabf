"""Make tables of the course: its exercises as JSON and for docs/exercises.md, its labs for the README, its limits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.core.limits import LabLimits, Limits, NotebookLimits, rows
from grader.core.proof import grouped_costs
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab
from grader.course.quiz import Quiz

BEGIN = "<!-- labs:begin -->"
END = "<!-- labs:end -->"
DERIVED_NOTE = "<!-- Derived from solutions/ by `grader build`; edit that. -->"
_INTRO = """\
Every exercise of the course, by lab and in the order of its notebook: what it implements, the items of the source decks
that it covers, its points, and where the convention comes from. `grader exercises` prints the same with cases and known
mistakes.

The second table of each lab says what the known mistakes cost. A case that is wrong earns the share of its outputs that
are right: a convention missed in one of three costs a third, a mistake that shows everywhere costs all. What zeros, a
constant or an input given back would get right as well earns nothing. Runs on a data set are judged by accuracy and are
not in this table."""


def exercises_json(course: Course) -> list[dict[str, Any]]:
    """List every exercise, in the order of the labs and their slots; cases, wrong and right are lists of names."""
    return [
        {
            "lab": lab.name,
            "exercise": exercise.name,
            "ids": list(exercise.ids),
            "points": exercise.points,
            **_variants(exercise),
            "source": exercise.source,
        }
        for lab in course.labs.values()
        for exercise in lab.items
    ]


def _variants(item: Exercise | Quiz) -> dict[str, list[str]]:
    """List names of cases, mistakes and other right answers; a quiz has no cases."""
    if isinstance(item, Quiz):
        return {"cases": [], "wrong": [wrong.name for wrong in item.wrong], "right": list(item.accept)}
    return {
        "cases": [case.name for case in item.cases],
        "wrong": [wrong.name for wrong in item.wrong],
        "right": [right.name for right in item.right],
    }


def limits_json(course: Course | None) -> list[dict[str, Any]]:
    """List the limits of students' code as rows: "lab", "exercise", "what", then limits by their course.toml names.

    The usual ones come first, then those of labs and exercises that differ; in seconds, bytes and counts.
    course: None for the defaults of course.toml
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


def exercises_page(course: Course) -> str:
    """Write docs/exercises.md: for each lab its exercises, and what known mistakes cost."""
    from grader.authoring.proof.costs import lab_costs

    parts = ["# Exercises", DERIVED_NOTE, _INTRO]
    for lab in course.labs.values():
        rows = [(f"`{e.name}`", ", ".join(e.ids) or "none", f"{e.points:g}", e.source) for e in lab.items]
        points = sum(item.points for item in lab.items)
        parts.append(f"## {title(lab)}")
        parts.append(f"[`{lab.name}`](../solutions/{lab.name}/lab.md), {len(rows)} exercises, {points:g} points")
        parts.append(markdown_table(("exercise", "ids", "points", "source"), rows))
        parts.append(f"What a known mistake costs of the points for the cases of `{lab.name}`:")
        parts.append(cost_table(lab_costs(lab)))
    return "\n\n".join(parts) + "\n"


def cost_table(exercises: Mapping[str, Mapping[str, Any]]) -> str:
    """Write what each known mistake costs as a Markdown table, a row for each exercise.

    exercises: as `lab_costs` computes them
    """
    rows = []
    for name, found in exercises.items():
        groups = grouped_costs(found["costs"])
        everything = ", ".join(groups.pop("all", ()))
        rows.append((f"`{name}`", everything, "; ".join(f"{cost}: {', '.join(of)}" for cost, of in groups.items())))
    return markdown_table(("exercise", "costs all", "costs a part"), rows)


def lab_table(course: Course) -> str:
    """Write the labs as a Markdown table, one row each."""
    rows = []
    for lab in course.labs.values():
        names = [f"`{item.name}`" for item in lab.items]
        points = sum(item.points for item in lab.items)
        link = f"[`{lab.name}`](solutions/{lab.name}/lab.md)"
        rows.append((link, title(lab), f"{names[0]} to {names[-1]}", str(len(names)), f"{points:g}"))
    return markdown_table(("lab", "subject", "from first to last", "exercises", "points"), rows)


def title(lab: Lab) -> str:
    """Return the heading of a lab without its number."""
    found = re.search(r"^# (?:Lab \d+: )?(.+)$", lab.prose, re.MULTILINE)
    return found[1].strip() if found else lab.name


def with_lab_table(text: str, course: Course) -> str | None:
    """Update the table of labs between the two markers of a page; None where a marker is missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return None
    return f"{before}{BEGIN}\n{DERIVED_NOTE}\n\n{lab_table(course)}\n\n{END}{after}"


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a Markdown table; bars in cells are escaped."""
    lines = [header, ["---"] * len(header), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
