"""Reports as HTML: one answer's card, and a page for a whole Grade. What a student wrote is escaped; no script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from grader.core.files import write_atomically
from grader.core.records import Grade, Verdict
from grader.report.card import Card, CaseLine, Difference, Tone, card_of, sentence
from grader.report.svg import svg
from grader.report.theme import BORDER, FAINT, GREEN, GREY, LINK, MONO, ORANGE, PANEL, SANS, TEXT, escape

_TONES: dict[Tone, tuple[str, str]] = {
    "right": (GREEN, "\N{CHECK MARK}"),
    "remark": (GREEN, "\N{CHECK MARK}"),
    "wrong": (ORANGE, "\N{BALLOT X}"),
    "idle": (GREY, "\N{WHITE CIRCLE}"),
}
_CELL = "padding:2px 28px 2px 0;text-align:left;border:none;white-space:nowrap;background:none"
#: What JupyterLab's variables would say, for pages outside it.
_NAMES = ("text", "faint", "rule", "border", "blue", "panel", "green", "orange")
_LIGHT = ("#1f2328", "#59636e", "#8c959f", "#d0d7de", "#0969da", "#f3f4f6", "#1a7f37", "#bc4c00")
_DARK = ("#e6edf3", "#9198a1", "#6e7681", "#3d444d", "#58a6ff", "#21262d", "#3fb950", "#f0883e")


def verdict_html(verdict: Verdict, feedback: str = "hints") -> str:
    """The card of a verdict. feedback: "verdict", "name" or "hints", as in course.toml."""
    return card_html(card_of(verdict, feedback))


def card_html(card: Card, *, opened: bool = False) -> str:
    """A card with inline styles that follow JupyterLab's theme. opened: unfold the first hint, for a picture of it."""
    colour, mark = _TONES[card.tone]
    frame = f"border:1px solid {BORDER};border-left:6px solid {colour};border-radius:6px;padding:12px 18px 14px"
    parts = [
        f'<div style="{SANS};{TEXT};{frame};margin:4px 0;max-width:760px;box-sizing:border-box">',
        '<div style="display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 16px">'
        f'<b style="font-size:16px">{escape(card.name)} &nbsp;<span style="color:{colour}">{mark}</span> '
        f'{escape(card.headline)}</b><span style="{FAINT}">{escape(card.tally)}</span></div>',
    ]
    if card.misconception:
        parts.append(_looks_like(card.misconception, card.evidence))
    sentences = [f'<div style="margin:8px 0 0">{_marked(told)}</div>' for told in card.sentences]
    if card.tone != "remark":
        parts += sentences
    if card.block:
        parts.append(_block(card.block))
    if card.difference:
        parts += _difference(card.difference)
    if card.picture:
        parts.append(svg(card.picture))
    if card.remarks:
        items = "".join(f'<li style="margin:0">{_marked(remark)}</li>' for remark in card.remarks)
        parts.append(f'<ul style="margin:8px 0 0;padding-left:22px">{items}</ul>')
    if card.tone == "remark":
        parts += sentences
    if card.cases:
        parts.append(_cases(card.cases))
    parts += [_ladder(card.hints, opened=opened), _folded("Show the inputs as code", card.code)]
    parts += [_folded("What your code printed", card.printed), "</div>"]
    return "".join(parts)


def page(
    title: str,
    body: str,
    theme: Literal["light", "dark"] | None = None,
    *,
    width: str = "760px",
    style: str = "",
) -> str:
    """A self-contained page around fragments of HTML. theme: forced, or None for what the reader's browser prefers.

    width: at most, of the text. style: rules of the page's own.
    """
    light, dark = _variables(_LIGHT), _variables(_DARK)
    rules = {
        "light": f":root{{color-scheme:light;background:#fff;{light}}}",
        "dark": f":root{{color-scheme:dark;background:#0d1117;{dark}}}",
        None: f":root{{color-scheme:light dark;background:#fff;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{background:#0d1117;{dark}}}}}",
    }[theme]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{rules}{style}</style></head>\n"
        f'<body style="margin:24px auto;padding:0 16px;max-width:{width};{SANS};{TEXT}">{body}</body></html>\n'
    )


def grade_html(grade: Grade, feedback: str = "hints") -> str:
    """The feedback page of one Grade: points, a table of the exercises, a card for each, what an appeal needs."""
    facts = [
        f"data set {grade.dataset}" if grade.dataset else "",
        f"sandbox {grade.sandbox}" if grade.sandbox else "",
        f"{grade.seconds:.1f} s" if grade.seconds else "",
        f"{sum(grade.by_hand.values()):g} more points are given by a person" if grade.by_hand else "",
    ]
    parts = [
        f'<h1 style="font-size:22px;margin:0">{escape(grade.submission)}</h1>',
        f'<div style="font-size:18px">{escape(grade.lab)}: '
        f"<b>{grade.points:g} of {grade.max_points:g} points</b></div>",
        f'<div style="{FAINT}">{escape(" · ".join(fact for fact in facts if fact))}</div>',
    ]
    if grade.error:
        parts.append(f'<p><b style="color:{ORANGE}">Not graded.</b> {escape(sentence(grade.error))}</p>')
    if grade.repairs:
        items = "".join(f"<li>{escape(sentence(repair))}</li>" for repair in grade.repairs)
        parts.append(f'<p style="margin-bottom:0">Put right before grading:</p><ul style="margin-top:0">{items}</ul>')
    if grade.integrity:
        items = "".join(f"<li>{escape(sentence(warning))}</li>" for warning in grade.integrity)
        told = "For a person to look at, without effect on the points: data where code belongs."
        parts.append(f'<p style="margin-bottom:0">{told}</p><ul style="margin-top:0">{items}</ul>')
    parts.append(_overview(grade.exercises, feedback))
    shown = [verdict for verdict in grade.exercises if not grade.error and not _plainly_right(verdict)]
    parts += [f'<div id="{_slug(v.name)}" style="margin:14px 0">{verdict_html(v, feedback)}</div>' for v in shown]
    origin = "\n".join(f"{key}: {_told(value)}" for key, value in grade.replay.items())
    parts.append(_folded("What it takes to grade this again", origin))
    return page(f"{grade.submission}, {grade.lab}", "".join(parts))


def write_pages(folder: Path, grades: Iterable[Grade], feedback: str = "hints") -> list[Path]:
    """One feedback page per grade, named after its submission; the paths in the order of the grades."""
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


def _looks_like(misconception: str, evidence: str) -> str:
    names = misconception.split(" or ")
    lead = "Looks like one of these:" if len(names) > 1 else "Looks like:"
    lead = "Looks like two mistakes at once:" if " + " in misconception and len(names) == 1 else lead
    fill, edge = (f"color-mix(in srgb,{ORANGE} {share}%,transparent)" for share in (9, 35))
    tint = f"background:{fill};border:1px solid {edge}"
    return (
        f'<div style="{tint};border-radius:6px;padding:8px 12px;margin:10px 0">'
        f"<b>{lead} {_marked(misconception)}.</b> {_marked(evidence)}</div>"
    )


def _difference(difference: Difference) -> list[str]:
    about = f" &mdash; {escape(difference.about)}" if difference.about else ""
    head = f'<th style="{_CELL};{FAINT};font-weight:normal">'
    rows = [f'<tr style="background:none">{head}{escape(difference.label)}</th>']
    rows += [f"{head}{name}</th>" for name in ("yours", "expected", "off by")]
    rows.append("</tr>")
    for number, (index, got, expected, off) in enumerate(difference.rows):
        worst = number == 0 and len(difference.rows) > 1 and off[0].isdigit()
        last = f'<b style="color:{ORANGE}">{off} &nbsp;&#9668; worst</b>' if worst else off
        cells = [escape(index), escape(_minus(got)), escape(_minus(expected)), last]
        rows.append('<tr style="background:none">' + "".join(f'<td style="{_CELL}">{c}</td>' for c in cells) + "</tr>")
    table = f"{MONO};{TEXT};border-collapse:collapse;margin:8px 0;table-layout:auto"
    return [
        '<div style="margin:10px 0 0"><b>Smallest case that shows it:</b> '
        f"<i>{escape(difference.case)}</i>{about}</div>",
        f'<div style="overflow-x:auto"><table style="{table}">{"".join(rows)}</table></div>',
        f'<div style="{FAINT}">{_marked(difference.summary)}</div>',
    ]


def _cases(cases: Sequence[CaseLine]) -> str:
    marks = [
        f'<span style="white-space:nowrap"><span style="color:{GREEN if case.passed else ORANGE}">'
        f"{_TONES['right' if case.passed else 'wrong'][1]}</span> {escape(case.name)}</span>"
        for case in cases
    ]
    return f'<div style="{FAINT};margin:8px 0">{" &nbsp; ".join(marks)}</div>'


def _ladder(hints: Sequence[str], number: int = 1, *, opened: bool = False) -> str:
    """The hints, each folded into the one before it, so that they are read one at a time."""
    if number > len(hints):
        return ""
    summary = f'<summary style="cursor:pointer;{LINK}">Hint {number} of {len(hints)}</summary>'
    hint = f'<div style="margin:4px 0 6px 18px">{_marked(hints[number - 1])}{_ladder(hints, number + 1)}</div>'
    return f'<details style="margin:6px 0 0"{" open" if opened else ""}>{summary}{hint}</details>'


def _folded(summary: str, text: str) -> str:
    if not text:
        return ""
    title = f'<summary style="cursor:pointer;{LINK}">{escape(summary)}</summary>'
    return f'<details style="margin:6px 0 0">{title}{_block(text)}</details>'


def _block(text: str) -> str:
    style = f"{MONO};{TEXT};{PANEL};line-height:1.4;border-radius:4px;padding:8px 12px;margin:6px 0"
    style += ";overflow-x:auto;white-space:pre"
    return f'<pre style="{style}">{escape(text)}</pre>'


def _overview(verdicts: Sequence[Verdict], feedback: str) -> str:
    rows = []
    for verdict in verdicts:
        tone = card_of(verdict, feedback).tone
        colour, mark = _TONES[tone]
        name = escape(verdict.name)
        link = name if _plainly_right(verdict) else f'<a style="{LINK}" href="#{_slug(verdict.name)}">{name}</a>'
        named = escape(verdict.misconception or "") if feedback != "verdict" else ""
        cells = [link, f"{verdict.points:g} of {verdict.max_points:g}", escape(verdict.status), named]
        row = [f'<td style="padding:2px 8px 2px 0;color:{colour}">{mark}</td>']
        rows.append("".join([*row, *(f'<td style="padding:2px 20px 2px 0">{cell}</td>' for cell in cells)]))
    return (
        f'<table style="border-collapse:collapse;margin:14px 0">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'
        if rows
        else ""
    )


def _plainly_right(verdict: Verdict) -> bool:
    return verdict.status == "right" and not verdict.notes and not verdict.message


def _marked(text: str) -> str:
    """Escaped text in which `...` is set as code."""
    style = f"{MONO};{TEXT};{PANEL};padding:1px 4px;border-radius:3px"
    return re.sub(r"`([^`\n]+)`", rf'<code style="{style}">\1</code>', escape(text))


def _minus(number: str) -> str:
    return f"\N{MINUS SIGN}{number[1:]}" if number.startswith("-") else number


def _told(value: object) -> str:
    return ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:80] or "submission"


def _stem(name: str) -> str:
    """A submission's name as that of a file: letters of any script, and short enough in bytes."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60] or "submission"


def _variables(colours: Sequence[str]) -> str:
    return "".join(f"--descent-{name}:{colour};" for name, colour in zip(_NAMES, colours, strict=True))
