"""Write one answer's card as HTML: escaped, without script, with inline styles that follow JupyterLab's theme.

By hand, without a template engine: `check` shows it in a student's kernel, where little may be loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.core.records import Verdict
from grader.report.card import Card, CaseLine, Difference, Tone, card_of
from grader.report.svg import svg
from grader.report.theme import BORDER, FAINT, GREEN, GREY, LINK, MONO, ORANGE, PANEL, SANS, TEXT, escape

#: Colour and mark of a card's tone.
TONES: dict[Tone, tuple[str, str]] = {
    "right": (GREEN, "\N{CHECK MARK}"),
    "remark": (GREEN, "\N{CHECK MARK}"),
    "wrong": (ORANGE, "\N{BALLOT X}"),
    "idle": (GREY, "\N{WHITE CIRCLE}"),
}
_CELL = "padding:2px 28px 2px 0;text-align:left;border:none;white-space:nowrap;background:none"


def verdict_html(verdict: Verdict, feedback: str = "hints") -> str:
    """Write the card of a verdict. feedback: "verdict", "name" or "hints", as in course.toml."""
    return card_html(card_of(verdict, feedback))


def card_html(card: Card, *, opened: bool = False) -> str:
    """Write a card. opened: unfold the first hint, for a picture of it."""
    colour, mark = TONES[card.tone]
    frame = f"border:1px solid {BORDER};border-left:6px solid {colour};border-radius:6px;padding:12px 18px 14px"
    parts = [
        f'<div style="{SANS};{TEXT};{frame};margin:4px 0;max-width:760px;box-sizing:border-box">',
        '<div style="display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 16px">'
        f'<b style="font-size:16px">{escape(card.name)} &nbsp;<span style="color:{colour}">{mark}</span> '
        f'{escape(card.headline)}</b><span style="{FAINT}">{escape(card.tally)}</span></div>',
    ]
    if card.misconception:
        parts.append(_looks_like(card.misconception, card.evidence))
    elif card.evidence:
        parts.append(_tinted(_marked(card.evidence)))
    sentences = [f'<div style="margin:8px 0 0">{_marked(text)}</div>' for text in card.sentences]
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
    parts += [_ladder(card.hints, opened=opened), folded("Show the inputs as code", card.code)]
    parts += [folded("What your code printed", card.printed), _explanation(card.explanation), "</div>"]
    return "".join(parts)


def _explanation(text: str) -> str:
    """Write why the right answer is right, set off from what is said of the answer given; nothing where it is ""."""
    style = f"border-top:1px solid {BORDER};margin:10px 0 0;padding:8px 0 0"
    return f'<div style="{style}"><b>Why:</b> {_marked(text)}</div>' if text else ""


def _looks_like(misconception: str, evidence: str) -> str:
    names = misconception.split(" or ")
    lead = "Looks like one of these:" if len(names) > 1 else "Looks like:"
    lead = "Looks like two mistakes at once:" if " + " in misconception and len(names) == 1 else lead
    return _tinted(f"<b>{lead} {_marked(misconception)}.</b> {_marked(evidence)}")


def _tinted(html: str) -> str:
    fill, edge = (f"color-mix(in srgb,{ORANGE} {share}%,transparent)" for share in (9, 35))
    tint = f"background:{fill};border:1px solid {edge}"
    return f'<div style="{tint};border-radius:6px;padding:8px 12px;margin:10px 0">{html}</div>'


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
        f"{TONES['right' if case.passed else 'wrong'][1]}</span> {escape(case.name)}</span>"
        for case in cases
    ]
    return f'<div style="{FAINT};margin:8px 0">{" &nbsp; ".join(marks)}</div>'


def _ladder(hints: Sequence[str], number: int = 1, *, opened: bool = False) -> str:
    """Write the hints, each folded into the one before it, so that they are read one at a time."""
    if number > len(hints):
        return ""
    summary = f'<summary style="cursor:pointer;{LINK}">Hint {number} of {len(hints)}</summary>'
    hint = f'<div style="margin:4px 0 6px 18px">{_marked(hints[number - 1])}{_ladder(hints, number + 1)}</div>'
    return f'<details style="margin:6px 0 0"{" open" if opened else ""}>{summary}{hint}</details>'


def folded(summary: str, text: str) -> str:
    """Write lines that are folded away under a summary, or nothing where there are none."""
    if not text:
        return ""
    title = f'<summary style="cursor:pointer;{LINK}">{escape(summary)}</summary>'
    return f'<details style="margin:6px 0 0">{title}{_block(text)}</details>'


def _block(text: str) -> str:
    style = f"{MONO};{TEXT};{PANEL};line-height:1.4;border-radius:4px;padding:8px 12px;margin:6px 0"
    style += ";overflow-x:auto;white-space:pre"
    return f'<pre style="{style}">{escape(text)}</pre>'


def _marked(text: str) -> str:
    """Escape a text and set `...` in it as code."""
    style = f"{MONO};{TEXT};{PANEL};padding:1px 4px;border-radius:3px"
    return re.sub(r"`([^`\n]+)`", rf'<code style="{style}">\1</code>', escape(text))


def _minus(number: str) -> str:
    return f"\N{MINUS SIGN}{number[1:]}" if number.startswith("-") else number
