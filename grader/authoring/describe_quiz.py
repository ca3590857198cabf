"""Describe one quiz: its question, every accepted spelling, every known wrong answer, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.course.quiz import Quiz


def describe_quiz(lab: str, quiz: Quiz) -> dict[str, Any]:
    """Return all that a quiz holds as plain JSON."""
    return {
        "lab": lab,
        "exercise": quiz.name,
        "points": quiz.points,
        "ids": list(quiz.ids),
        "source": quiz.source,
        "statement": quiz.statement,
        "answer": quiz.answer,
        "wanted": quiz.texts,
        "accepted": {label: list(spellings) for label, spellings in quiz.spellings().items()},
        "mistakes": [{"name": each.name, "spellings": list(each.texts), "hint": each.hint} for each in quiz.wrong],
        "hint": quiz.hint,
        "explanation": quiz.explanation,
    }


def as_text(description: Mapping[str, Any]) -> str:
    """Write a description as plain text for a terminal."""
    return "\n".join(_lines(description)) + "\n"


def _lines(d: Mapping[str, Any]) -> Iterator[str]:
    ids = ", ".join(d["ids"])
    yield f"{d['exercise']} ({d['lab']}): quiz, {d['points']:g} points{', ' + ids if ids else ''}"
    yield from filter(None, (d["source"], d["statement"]))
    if d["answer"] is not None:
        yield f"\nAnswer\n  {d['answer']}"
    else:
        yield f"\nAccepted ({d['wanted']} of {len(d['accepted'])})"
        yield from (f"  {', '.join(spellings)}" for spellings in d["accepted"].values())
    if d["mistakes"]:
        yield f"\nKnown wrong answers ({len(d['mistakes'])})"
    for mistake in d["mistakes"]:
        yield f"  {mistake['name']}: {', '.join(mistake['spellings'])}"
        yield f"      {mistake['hint']}"
    yield f"\nHint where no mistake is known\n  {d['hint']}"
    yield f"\nExplanation\n  {d['explanation']}"
