"""Write the feedback page of a Grade. What a student wrote is escaped; no script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grader.core.files import write_atomically
from grader.core.records import Grade, Verdict
from grader.report.card import card_of
from grader.report.html import TONES, folded, verdict_html
from grader.report.page import render


@dataclass(frozen=True)
class _Row:
    """An exercise in the table at the top of the page.

    mark: of the card's tone
    colour: of the mark
    name: of the exercise
    anchor: of the exercise's card, or "" where it has none
    points: earned
    max_points: that can be earned
    status: how the exercise ended
    misconception: name of the known mistake, or ""
    """

    mark: str
    colour: str
    name: str
    anchor: str
    points: float
    max_points: float
    status: str
    misconception: str


def grade_html(grade: Grade, feedback: str = "hints") -> str:
    """Write the page of one Grade: points, a table of the exercises, a card for each, what an appeal needs.

    feedback: "verdict", "name" or "hints", as in course.toml.
    """
    shown = [verdict for verdict in grade.exercises if not grade.error and not _plainly_right(verdict)]
    origin = "\n".join(f"{key}: {_listed(value)}" for key, value in grade.replay.items())
    return render(
        "grade.html",
        grade=grade,
        facts=_facts(grade),
        rows=[_row(verdict, feedback) for verdict in grade.exercises],
        cards=[{"anchor": _slug(v.name), "html": Markup(verdict_html(v, feedback))} for v in shown],
        origin=Markup(folded("What it takes to grade this again", origin)),
    )


def write_pages(folder: Path, grades: Iterable[Grade], feedback: str = "hints") -> list[Path]:
    """Write one feedback page per grade, named after its submission; return the paths in the order of the grades."""
    paths: list[Path] = []
    for grade in grades:
        stem = _stem(grade.submission)
        path, count = folder / f"{stem}.html", 1
        while path in paths:
            count += 1
            path = folder / f"{stem}-{count}.html"
        write_atomically(path, grade_html(grade, feedback))
        paths.append(path)
    return paths


def _facts(grade: Grade) -> list[str]:
    facts = (
        f"data set {grade.dataset}" if grade.dataset else "",
        f"sandbox {grade.sandbox}" if grade.sandbox else "",
        f"{grade.seconds:.1f} s" if grade.seconds else "",
        f"{sum(grade.by_hand.values()):g} more points are given by a person" if grade.by_hand else "",
    )
    return [fact for fact in facts if fact]


def _row(verdict: Verdict, feedback: str) -> _Row:
    colour, mark = TONES[card_of(verdict, feedback).tone]
    return _Row(
        mark,
        colour,
        verdict.name,
        "" if _plainly_right(verdict) else _slug(verdict.name),
        verdict.points,
        verdict.max_points,
        verdict.status,
        verdict.misconception or "" if feedback != "verdict" else "",
    )


def _plainly_right(verdict: Verdict) -> bool:
    """Tell whether a card would say no more than the table."""
    return verdict.status == "right" and not (verdict.notes or verdict.message or verdict.explanation)


def _listed(value: object) -> str:
    return ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:80] or "submission"


def _stem(name: str) -> str:
    """Turn a submission's name into that of a file: letters of any script, and short enough in bytes."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60] or "submission"
