"""Write the comment on an answer cell for nbgrader, which renders it as Markdown with HTML, then MathJax."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from grader.core.records import Verdict
from grader.report.card import HEADLINES

_ACTIVE = re.compile(r"[&<>\"'`*_\[\]|~#@!]|(?<=:)//")
_LONGEST = 600


def printable(text: str) -> str:
    """Replace what cannot be encoded as UTF-8: half a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """Turn any text into one line that Markdown, HTML and MathJax renderers show as plain text.

    Every active character becomes an entity; a dollar or backslash also stands in an element of its own, because
    MathJax looks for its delimiters in the text that the browser shows.
    """
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    line = _ACTIVE.sub(lambda found: "".join(f"&#{ord(c)};" for c in found.group()), line)
    line = re.sub(r"[\\$]", lambda found: f"<span>&#{ord(found.group())};</span>", line)
    return re.sub(r"^([-+=:]|\d+(?=[.)]))", lambda found: "".join(f"&#{ord(c)};" for c in found.group()), line)


def in_words(text: str) -> str:
    """Escape a text and end it with a full stop."""
    line = escaped(text)
    return line if not line or html.unescape(line)[-1] in ".!?…:>" else line + "."


def comment(verdict: Verdict, feedback: str) -> str:
    """Write the comment on an answer. feedback: "verdict", "name" or "hints", as in course.toml."""
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
    """Write the comment where nothing could be graded."""
    return f"Not graded, 0 points. {in_words(reason)}"


def to_look_at(warnings: Sequence[str]) -> str:
    """Write the comment about data where code belongs, for a person to look at; it costs no points."""
    sentences = " ".join(in_words(warning[:1].upper() + warning[1:]) for warning in warnings)
    return f"For a person to look at, without effect on the points: data where code belongs. {sentences}"
