"""Write reports as plain text: one answer's card, and one Grade."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.records import Grade, Verdict
from grader.core.terminal import printable
from grader.report.card import Card, card_of


def card_text(card: Card) -> str:
    """Write a card as `check` prints it where no HTML is shown, with the first hint only."""
    head = f"{card.name}: {card.headline}" + (f" ({card.tally})" if card.tally else "")
    lines = [head]
    if card.misconception:
        lines.append(f"Looks like: {card.misconception}. {card.evidence}".rstrip())
    elif card.evidence:
        lines.append(card.evidence)
    lines += card.sentences
    lines += [f"    {line}" for line in card.block.splitlines()]
    if card.difference:
        about = f" ({card.difference.about})" if card.difference.about else ""
        lines.append(f"Smallest case that shows it: {card.difference.case}{about}")
        table = [(card.difference.label, "yours", "expected", "off by"), *card.difference.rows]
        lines += [f"    {line}" for line in _aligned(table)]
        lines.append(card.difference.summary)
    lines += [f"- {remark}" for remark in card.remarks]
    if card.cases:
        lines.append("   ".join(f"{'ok' if case.passed else 'X'} {case.name}" for case in card.cases))
    if card.hints:
        lines.append(f"Hint 1 of {len(card.hints)}: {card.hints[0]}")
    lines += [f"Why: {card.explanation}"] if card.explanation else []
    return printable("\n".join(lines))


def grade_text(grade: Grade, feedback: str = "hints") -> str:
    """Write one Grade: the points, a line per exercise, and a message under each that is not right.

    feedback: "verdict", "name" or "hints", as in course.toml.
    """
    facts = {"trained on": grade.dataset, "sandbox": grade.sandbox}
    listed = ", ".join(f"{what} {value}" for what, value in facts.items() if value)
    lines = [f"{grade.submission}: {grade.lab}, {grade.points:g} of {grade.max_points:g} points"]
    lines[0] += f" ({listed})" if listed else ""
    lines += [f"not graded: {grade.error}"] if grade.error else []
    lines += [f"put right: {repair}" for repair in grade.repairs]
    lines += [f"for a person to look at: {warning}" for warning in grade.integrity]
    cards = [card_of(verdict, feedback) for verdict in grade.exercises]
    heads = _aligned([_row(verdict, card) for verdict, card in zip(grade.exercises, cards, strict=True)])
    for head, verdict, card in zip(heads, grade.exercises, cards, strict=True):
        lines.append(f"  {head}")
        message = card.sentences or (card.difference and verdict.message and (verdict.message,)) or ()
        if not grade.error:
            lines += [f"      {line}" for line in (*message, *card.remarks)]
    return printable("\n".join(lines))


def _row(verdict: Verdict, card: Card) -> tuple[str, ...]:
    return (verdict.name, f"{verdict.points:g} / {verdict.max_points:g}", verdict.status, card.misconception)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align columns to their widest cell."""
    if not rows:
        return []
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
