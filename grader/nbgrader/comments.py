"""Write the comment on an answer cell for nbgrader, which renders it as Markdown with HTML, then MathJax."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from grader.core.records import Verdict
from grader.core.terminal import one_line
from grader.report.card import HEADLINES

#: What a Markdown or HTML renderer acts on: references and tags, code, emphasis, a link's middle, strikethrough,
#: addresses that become links by themselves.
_ACTIVE = re.compile(
    r"&(?=#?\w)|<(?=[A-Za-z/!?])|`|(?<=[^ *])\*+|\*+(?=[^ *])|_+(?![^\W_])|(?<![^\W_])_+"
    r"|\](?=[(\[:])|!(?=\[)|~(?=~)|(?<=~)~|(?<=:)//|@(?=\w)"
)
#: What makes a line a list, a heading, a quotation, a table or a definition.
_AT_START = re.compile(r"^([-+=:*>#|]|\d+(?=[.)](?: |$)))")
_LONGEST = 600


def escaped(text: str) -> str:
    """Turn any text into one line that Markdown, HTML and MathJax renderers show as plain text.

    Formgrader shows the line itself, so a character becomes an entity only where a renderer would act on it:
    "params[0]" and "a < b" stay. A dollar or backslash also stands in an element of its own, because MathJax looks for
    its delimiters in the text that the browser shows.
    """
    line = one_line(text)
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    line = _ACTIVE.sub(_entities, line)
    line = re.sub(r"[\\$]", lambda found: f"<span>&#{ord(found.group())};</span>", line)
    return _AT_START.sub(_entities, line)


def _entities(found: re.Match[str]) -> str:
    return "".join(f"&#{ord(c)};" for c in found.group())


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
    parts += [f"Why: {in_words(verdict.explanation)}"] if verdict.explanation else []
    return " ".join(parts)


def missing(reason: str) -> str:
    """Write the comment where nothing could be graded."""
    return f"Not graded, 0 points. {in_words(reason)}"


def to_look_at(warnings: Sequence[str]) -> str:
    """Write the comment about data where code belongs, for a person to look at; it costs no points."""
    sentences = " ".join(in_words(warning[:1].upper() + warning[1:]) for warning in warnings)
    return f"For a person to look at, without effect on the points: data where code belongs. {sentences}"
