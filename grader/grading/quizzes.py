"""Grade quizzes from the source of their answer cells; nothing is run, and no process is needed."""

from __future__ import annotations

from dataclasses import replace

from grader.core.literal_answer import LiteralAnswer, read_cell
from grader.core.records import Submission, Verdict
from grader.course.quiz import Quiz
from grader.grading.context import GradingContext
from grader.grading.notebook_runner import answer_cell
from grader.judge.quiz import judge_quiz
from grader.judge.score import without_points


def grade_quizzes(context: GradingContext, submission: Submission) -> dict[str, Verdict]:
    """Grade every quiz of the lab, by name."""
    return {quiz.name: grade_quiz(context, quiz, submission) for quiz in context.lab.quizzes}


def grade_quiz(context: GradingContext, quiz: Quiz, submission: Submission) -> Verdict:
    """Grade a quiz. The verdict explains the right answer, whatever was answered."""
    cell = answer_cell(submission, quiz.name)
    if cell is None:
        return without_points(quiz.name, quiz.points, "missing", "its answer cell is not in the notebook")
    untouched = cell.source.strip() == context.stubs.get(quiz.name, "").strip()
    answer = LiteralAnswer() if untouched else read_cell(cell.source, quiz.name, quiz.texts)
    return replace(judge_quiz(context.sheets[quiz.name], answer), explanation=quiz.explanation)
