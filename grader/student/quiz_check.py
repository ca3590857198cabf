"""Check a quiz in the student's kernel: by the cell that answers it, as grading does, and by a sheet of digests."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from grader.core.literal_answer import LiteralAnswer, read_cell, read_value
from grader.core.quiz_sheet import QuizSheet
from grader.core.records import Verdict
from grader.judge.quiz import judge_quiz
from grader.judge.score import without_points
from grader.report.card import Card, card_of, sentence

TO_DO = "Write your answer in the cell above, run that cell, then run this one again."
LATER = "Whether it is right you learn when your notebook is graded."


def check_quiz(sheet: QuizSheet, namespace: Mapping[str, Any]) -> tuple[Card, Verdict | None]:
    """Return the card of a quiz and its verdict; None where the sheet does not tell, and the answer can be read.

    namespace: of the student's kernel
    """
    answer = answer_in(sheet, namespace)
    if answer.given and not answer.problem and not sheet.tells:
        shown = " and ".join(f"“{text}”" if isinstance(text, str) else f"`{text}`" for text in answer.given)
        return Card(sheet.exercise, "idle", "noted", sentences=(f"Your answer is {shown}.", LATER)), None
    if not sheet.tells:
        status, message = ("missing", answer.problem) if answer.problem else ("not attempted", "")
        verdict = without_points(sheet.exercise, sheet.points, status, message)  # type: ignore[arg-type]
    else:
        verdict = judge_quiz(sheet, answer)
    card = card_of(verdict, sheet.feedback)
    if verdict.status == "not attempted":
        card = dataclasses.replace(card, tally="", sentences=(TO_DO,))
    if verdict.status == "missing":
        card = dataclasses.replace(card, headline="cannot be read", sentences=(sentence(answer.problem),))
    return card, verdict


def answer_in(sheet: QuizSheet, namespace: Mapping[str, Any]) -> LiteralAnswer:
    """Read the answer from the cell that was run last with an assignment to the quiz's name.

    IPython keeps the cells that were run as `In`. Without them, the value is read.
    """
    name = sheet.exercise
    cells = namespace.get("In")
    assigns = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*(?:=(?!=)|:)", re.MULTILINE)
    for source in reversed(cells) if isinstance(cells, list) else ():
        if isinstance(source, str) and assigns.search(source):
            return read_cell(source, name, sheet.wanted)
    return read_value(namespace.get(name), name, sheet.wanted)
