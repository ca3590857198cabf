"""The comment on an answer cell, as nbgrader renders it: Markdown that lets HTML through, then MathJax."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from grader.core.records import Verdict
from grader.report.card import HEADLINES

_ACTIVE = re.compile(r"[&<>\"'`*_\[\]|~#@!]|(?<=:)//")
_LONGEST = 600


def printable(text: str) -> str:
    """The text without what cannot be written as UTF-8: half a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """Any text as one line that no Markdown, HTML or MathJax renderer takes for anything but text.

    Every active character becomes an entity; a dollar or backslash also stands in an element of its own, because
    MathJax looks for its delimiters in the text that the browser shows.
    """
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    line = _ACTIVE.sub(lambda found: "".join(f"&#{ord(c)};" for c in found.group()), line)
    line = re.sub(r"[\\$]", lambda found: f"<span>&#{ord(found.group())};</span>", line)
    return re.sub(r"^([-+=:]|\d+(?=[.)]))", lambda found: "".join(f"&#{ord(c)};" for c in found.group()), line)


def in_words(text: str) -> str:
    """Escaped, as a sentence: with a full stop at its end."""
    line = escaped(text)
    return line if not line or html.unescape(line)[-1] in ".!?…:>" else line + "."


def comment(verdict: Verdict, feedback: str) -> str:
    """What the gradebook says beside an answer; feedback: "verdict", "name" or "hints", as in course.toml."""
    headline = HEADLINES[verdict.status]
    parts = [f"{headline[0].upper()}{headline[1:]}, {verdict.points:g} of {verdict.max_points:g} points."]
    if verdict.misconception and feedback != "verdict":
        parts.append(f"Looks like: {in_words(verdict.misconception)}")
    if verdict.message and feedback != "verdict":
        parts.append(in_words(verdict.message))
    parts += [f"It {in_words(note)}" for note in verdict.notes]
    if verdict.hints and feedback == "hints" and verdict.status != "right":
        parts.append(f"Hint: {in_words(verdict.hints[0])}")
    return " ".join(parts)


def missing(reason: str) -> str:
    """The comment where nothing could be graded."""
    return f"Not graded, 0 points. {in_words(reason)}"


def to_look_at(warnings: Sequence[str]) -> str:
    """What a person should look at, beside the first answer: data where code belongs. It has cost no points."""
    told = " ".join(in_words(warning[:1].upper() + warning[1:]) for warning in warnings)
    return f"For a person to look at, without effect on the points: data where code belongs. {told}"
