"""Make the card of an answer: all that `check` and the feedback pages show of it, before it becomes HTML or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.core.records import CaseVerdict, Mismatch, Verdict
from grader.report.svg import Picture

#: "remark": right, with a remark. "idle": nothing to judge yet.
Tone = Literal["right", "remark", "wrong", "idle"]

HEADLINES = {
    "right": "right",
    "wrong": "not yet right",
    "raised": "raised an error",
    "not attempted": "not attempted",
    "timed out": "ran out of time",
    "out of memory": "ran out of memory",
    "killed": "ended the process",
    "missing": "missing",
    "blocked": "tried something that is not allowed",
    "grader error": "could not be graded; this is not your fault",
}


@dataclass(frozen=True)
class CaseLine:
    """A case in a card.

    name: of the case
    passed: whether it passed on all its inputs
    message: why not, or ""
    """

    name: str
    passed: bool
    message: str = ""


@dataclass(frozen=True)
class Difference:
    """Where a case differs.

    case: its name
    about: what the case varies, or ""
    label: of the value that differs
    rows: (index, yours, expected, off by), the worst first
    summary: how much of it differs, in a sentence
    """

    case: str
    about: str
    label: str
    rows: tuple[tuple[str, str, str, str], ...]
    summary: str


@dataclass(frozen=True)
class Card:
    """One answer as it is shown. Every string is plain text, in which `...` marks code; nothing is escaped yet.

    name: of the exercise
    tone: decides colour and mark
    headline: how the answer ended
    tally: cases and points
    misconception: name of the known mistake, or ""
    evidence: why it is named, or which part of the answer is right, in a sentence
    sentences: what is said of the answer
    block: preformatted lines (an error with its line)
    cases: each with its mark
    difference: a table of the values that differ, or None
    picture: of the answer beside what was expected, or None
    remarks: facts that cost no points, in sentences
    hints: nudge, pointer, formula; unfolded one after the other
    code: the smallest failing case as code, or ""
    printed: what the answer printed, or ""
    explanation: why the right answer is right, or ""
    """

    name: str
    tone: Tone
    headline: str
    tally: str = ""
    misconception: str = ""
    evidence: str = ""
    sentences: tuple[str, ...] = ()
    block: str = ""
    cases: tuple[CaseLine, ...] = ()
    difference: Difference | None = None
    picture: Picture | None = None
    remarks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    code: str = ""
    printed: str = ""
    explanation: str = ""


def card_of(verdict: Verdict, feedback: str = "hints") -> Card:
    """Make the card of a verdict. Of cases on secret inputs it shows only name and kind of mismatch.

    feedback: "verdict", "name" or "hints", as in course.toml: how much the card may say
    """
    detailed = feedback != "verdict" or verdict.status != "wrong"
    cases = tuple(_lines(verdict.cases, detailed))
    named = (verdict.misconception or "") if feedback != "verdict" else ""
    failing = next((c for c in verdict.cases if c.status != "right"), None)
    earns = {case.case for case in verdict.cases if case.earned}.__contains__
    shown = failing.mismatch if failing and failing.public and verdict.status == "wrong" and detailed else None
    difference = difference_of(failing.case, "", shown) if failing and shown and shown.reason == "values" else None
    message = sentence(verdict.message.removeprefix(f"{verdict.status}: "))
    return Card(
        name=verdict.name,
        tone=_tone(verdict),
        headline=HEADLINES[verdict.status] + (", but" if verdict.status == "right" and verdict.notes else ""),
        tally=tally(verdict.cases, verdict.points, verdict.max_points),
        misconception=named,
        evidence=verdict.finding if feedback != "verdict" else "",
        sentences=(message,) if message and detailed and not difference else (),
        cases=cases if verdict.status != "right" and any(c.passed or earns(c.name) for c in cases) else (),
        difference=difference,
        remarks=tuple(sentence(f"it {note}") for note in verdict.notes),
        hints=verdict.hints if feedback == "hints" and verdict.status != "right" else (),
        explanation=verdict.explanation,
    )


def sentence(text: str) -> str:
    """Capitalise a message and end it with a full stop."""
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def tally(cases: Sequence[CaseVerdict], points: float, max_points: float) -> str:
    """Count cases and points: '2 of 5 cases, parts of 1 more · 1.6 of 4 points'."""
    names = {case.case for case in cases}
    failed = {case.case for case in cases if case.status != "right"}
    parts = len(failed - {case.case for case in cases if not case.earned})
    more = f", parts of {parts} more" if parts else ""
    counted = f"{len(names - failed)} of {len(names)} cases{more} · " if names else ""
    return f"{counted}{points:g} of {max_points:g} points"


def difference_of(
    case: str, about: str, mismatch: Mismatch, rows: Sequence[tuple[str, str, str, str]] = ()
) -> Difference:
    """Make the table of a mismatch in values; without rows, of its worst element alone."""
    worst = (str(list(mismatch.index)) if mismatch.index else "", mismatch.got, mismatch.expected, off(mismatch.off))
    counted = f"{mismatch.differing} of {mismatch.total} values differ"
    return Difference(case, about, mismatch.label, tuple(rows) or (worst,), f"{counted}.")


def off(value: float) -> str:
    """Write an error in two digits; a dash where it is no number."""
    return f"{value:.1e}" if value < 1e300 else "\N{EN DASH}"


def _lines(cases: Sequence[CaseVerdict], detailed: bool) -> list[CaseLine]:
    lines = []
    for name in dict.fromkeys(case.case for case in cases):
        of_case = [case for case in cases if case.case == name]
        failed = [case for case in of_case if case.status != "right"]
        message = (failed or of_case)[0].message.removeprefix(f"{name}: ") if detailed else ""
        lines.append(CaseLine(name, not failed, message))
    return lines


def _tone(verdict: Verdict) -> Tone:
    if verdict.status == "right":
        return "remark" if verdict.notes else "right"
    return "idle" if verdict.status == "not attempted" else "wrong"
