"""Describe one exercise: its cases and mistakes, where each comes from, and how a mistake differs from the solution."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from grader.authoring.describe_quiz import as_text as quiz_as_text
from grader.authoring.describe_quiz import describe_quiz
from grader.course.edits import Edits, apply_edits
from grader.course.exercise import Exercise
from grader.course.quiz import Quiz

WRITTEN = "written"


def describe_item(lab: str, item: Exercise | Quiz) -> dict[str, Any]:
    """Return all that an exercise or a quiz holds as plain JSON."""
    return describe_quiz(lab, item) if isinstance(item, Quiz) else describe(lab, item)


def item_as_text(description: Mapping[str, Any]) -> str:
    """Write a description of either kind as plain text for a terminal."""
    return quiz_as_text(description) if "statement" in description else as_text(description)


def describe(lab: str, exercise: Exercise) -> dict[str, Any]:
    """Return all that an exercise holds as plain JSON; `origin` is "written" or the family that derives it."""
    oracle = exercise.oracle
    return {
        "lab": lab,
        "exercise": exercise.name,
        "points": exercise.points,
        "ids": list(exercise.ids),
        "source": exercise.source,
        "family": exercise.family.name if exercise.family else "",
        "probe": exercise.probe_name,
        "oracle": oracle if isinstance(oracle, str) else getattr(oracle, "__name__", type(oracle).__name__),
        "cases": [
            {"name": c.name, "public": c.public, "weight": c.weight, "about": c.about, "origin": c.family or WRITTEN}
            for c in exercise.cases
        ],
        "mistakes": [
            {
                "name": wrong.name,
                "origin": wrong.family or WRITTEN,
                "hints": list(wrong.hints),
                "difference": difference(exercise.text, wrong.edits),
            }
            for wrong in exercise.wrong
        ],
        "remarks": [
            {"name": remark.name, "note": remark.note, "difference": difference(exercise.text, remark.edits)}
            for remark in exercise.remarks
        ],
        "hint": exercise.hint,
        "right": [right.name for right in exercise.right],
        "without": dict(exercise.without),
        "secret_only": dict(exercise.secret_only),
        "survivors": dict(exercise.survivors),
    }


def difference(text: str, edits: Edits) -> list[str]:
    """Return the lines that edits take away ("- ...") and put in ("+ ...")."""
    before, after = text.splitlines(), apply_edits(text, edits).splitlines()
    lines = difflib.unified_diff(before, after, n=0, lineterm="")
    return [f"{line[0]} {line[1:].strip()}" for line in lines if not line.startswith(("---", "+++", "@@"))]


def as_text(description: Mapping[str, Any]) -> str:
    """Write a description as plain text for a terminal."""
    return "\n".join(_lines(description)) + "\n"


def _lines(d: Mapping[str, Any]) -> Iterator[str]:
    ids = ", ".join(d["ids"])
    yield f"{d['exercise']} ({d['lab']}): {d['points']:g} points{', ' + ids if ids else ''}"
    yield d["source"]
    yield f"family {d['family'] or 'none'}, probe {d['probe']}, oracle {d['oracle']}"
    yield f"\nCases ({len(d['cases'])})"
    for case in d["cases"]:
        who = "public" if case["public"] else "secret"
        yield f"  {who}  {case['name']}  [{case['origin']}]" + (f"  {case['about']}" if case["about"] else "")
    yield f"\nMistakes ({len(d['mistakes'])})"
    for mistake in d["mistakes"]:
        yield f"  {mistake['name']}  [{mistake['origin']}]"
        yield from (f"      {line}" for line in mistake["difference"])
    if d["hint"]:
        yield f"\nHint where no mistake is known\n  {d['hint']}"
    if d["remarks"]:
        yield "\nRight, but"
    for remark in d["remarks"]:
        yield f"  {remark['name']}: {remark['note']!r}"
        yield from (f"      {line}" for line in remark["difference"])
    for key, title in {
        "right": "Other right answers",
        "without": "Left out of the family",
        "secret_only": "Caught by secret cases alone",
        "survivors": "Mutants that are right",
    }.items():
        if d[key]:
            yield f"\n{title}"
            rows = d[key].items() if isinstance(d[key], Mapping) else ((name, "") for name in d[key])
            yield from (f"  {name}" + (f": {reason}" if reason else "") for name, reason in rows)
