"""Make the sheet that a quiz is judged by: in full for grading, and as much of it as students may have."""

from __future__ import annotations

import hashlib
import json

from grader.core.quiz_sheet import Domain, QuizSheet, Row, seal
from grader.core.spelling import bare, left_of_accepted
from grader.course.quiz import Quiz


def full_sheet(lab: str, quiz: Quiz) -> QuizSheet:
    """Make the sheet that grading uses."""
    return student_sheet(lab, quiz, "hints", tells=True)


def student_sheet(lab: str, quiz: Quiz, feedback: str, *, tells: bool) -> QuizSheet:
    """Make the sheet that is handed out.

    lab: name of the lab
    feedback: as in course.toml; what it withholds is not in the sheet either
    tells: whether `check` may say right or wrong; where not, the sheet is the same whatever the answers are
    """
    salt = hashlib.sha256(f"{lab}/{quiz.name}".encode()).hexdigest()[:32]
    empty = QuizSheet(lab, quiz.name, quiz.points, feedback, quiz.texts, salt)
    if not tells:
        return empty
    hint = quiz.hint if feedback == "hints" else ""
    sheet = QuizSheet(lab, quiz.name, quiz.points, feedback, quiz.texts, salt, hint=hint)
    if not quiz.in_words:
        rows = [Row("exact", str(quiz.answer), 0), Row("exact", str(not quiz.answer), 1)]
        return seal(sheet, rows, ["{}", "{}"], 1, quiz.explanation)
    said: list[dict[str, str]] = []
    rows = []
    for label, spellings in quiz.spellings().items():
        rows += [row for spelling in spellings for row in _rows(spelling, len(said))]
        said.append({"name": label})
    for wrong in quiz.wrong:
        rows += [row for spelling in wrong.texts for row in _rows(spelling, len(said))]
        named = {"name": wrong.name} if feedback != "verdict" else {}
        said.append({**named, "hint": wrong.hint} if feedback == "hints" else named)
    texts = [json.dumps(each, ensure_ascii=False) for each in said]
    return seal(sheet, rows, texts, len(quiz.accept), quiz.explanation)


def _rows(spelling: str, outcome: int) -> list[Row]:
    near: Domain = "near"
    left = [Row(near, text, outcome) for text in sorted(left_of_accepted(spelling))]
    return [Row("exact", bare(spelling), outcome), *left]
