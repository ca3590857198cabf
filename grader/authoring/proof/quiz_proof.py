"""Prove that a quiz is graded rightly, and that nothing of its answers can be read in a student's copy.

- the solved cell earns all points, the cell as handed out none;
- every accepted spelling is accepted, also in capitals, full-width letters and with hyphens, and each two of one entry
  count once;
- slips in an accepted spelling are forgiven, and taken for the same answer where no other accepted one is as near;
- every known wrong answer earns nothing and bears its name, and no slip of one is accepted;
- `check` says the same as grading, where it may say anything;
- where it may not, a student's sheet is the same whatever the answers are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from grader.core.kill_matrix import MOST
from grader.core.literal_answer import LiteralAnswer, read_cell
from grader.core.proof import ExerciseProof
from grader.core.quiz_sheet import QuizSheet, equal, tree_of
from grader.core.records import Verdict
from grader.core.spelling import LONGEST, SHORT, bare, left_of_accepted, left_of_answer
from grader.course.quiz import Quiz
from grader.course.quiz_sheets import full_sheet, student_sheet
from grader.judge.quiz import judge_quiz

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def prove_quiz(lab: str, quiz: Quiz) -> ExerciseProof:
    """Prove one quiz of a lab."""
    sheet = full_sheet(lab, quiz)
    ends = list(_end_problems(quiz, sheet))
    right = list(_spelling_problems(quiz, sheet))
    wrong = list(_wrong_problems(quiz, sheet))
    slips, unforgiven = _slip_problems(quiz, sheet)
    hidden = [*_copy_problems(lab, quiz, sheet)]
    known = sum(len(each.texts) for each in quiz.wrong) if quiz.in_words else 1
    accepted = sum(map(len, quiz.spellings().values())) if quiz.in_words else 1
    return ExerciseProof(
        lab=lab,
        exercise=quiz.name,
        oracle_ok=not ends,
        right_total=accepted,
        right_passed=accepted - len({text for text, _ in right}),
        wrong_total=known,
        wrong_caught=known - len({text for text, earned, _ in wrong if earned}),
        wrong_named=known - len({text for text, _, _ in wrong}),
        mutants_total=slips,
        mutants_survived=len(unforgiven),
        margin_right=MOST,
        margin_wrong=MOST,
        problems=(*ends, *(p for _, p in right), *(p for _, _, p in wrong), *unforgiven, *hidden),
    )


def _end_problems(quiz: Quiz, sheet: QuizSheet) -> Iterator[str]:
    """Yield a line where the solved cell misses points, or the one handed out is not taken for unanswered."""
    solved = judge_quiz(sheet, read_cell(quiz.solution, quiz.name, quiz.texts))
    if solved.status != "right" or solved.points != quiz.points or solved.explanation != quiz.explanation:
        yield f"the solved cell earns {solved.points:g} of {quiz.points:g}: {solved.message}"
    empty = judge_quiz(sheet, read_cell(quiz.stub, quiz.name, quiz.texts))
    if empty.status != "not attempted" or empty.points:
        yield f"the cell as handed out is {empty.status} and earns {empty.points:g} points"


def _spelling_problems(quiz: Quiz, sheet: QuizSheet) -> Iterator[tuple[str, str]]:
    """Yield (spelling, problem) for each accepted spelling, or other form of one, that is not accepted."""
    for label, spellings in quiz.spellings().items():
        for text in spellings:
            for form in (text, text.upper(), text.translate(_FULL_WIDTH), f" {text.replace(' ', '-')}. "):
                found = _judge(sheet, [form, *_others(quiz, label)])
                if found.status != "right" or found.notes:
                    yield text, f"{form!r} of {label!r} is not accepted as it stands: {found.message or found.notes}"
            if quiz.wanted > 1 and _judge(sheet, [label, text, *_others(quiz, label)[:-1]]).status == "right":
                yield text, f"{label!r} and {text!r} count as two answers"


def _wrong_problems(quiz: Quiz, sheet: QuizSheet) -> Iterator[tuple[str, bool, str]]:
    """Yield (answer, whether it earned points, problem) for each known wrong answer that is not named as what it is."""
    if not quiz.in_words:
        found = judge_quiz(sheet, LiteralAnswer((not quiz.answer,)))
        if found.status != "wrong" or found.points or found.hints != (quiz.hint,):
            yield "", bool(found.points), f"the answer {not quiz.answer} is {found.status}"
        return
    accepted = {bare(text) for group in quiz.spellings().values() for text in group}
    for wrong in quiz.wrong:
        for text in wrong.texts:
            found = _judge(sheet, [text])
            if found.points or found.misconception != wrong.name or found.hints != (wrong.hint,):
                about = f"{found.status}, named {found.misconception!r}"
                yield text, bool(found.points), f"the wrong answer {text!r} ({wrong.name}) is {about}"
            for slip in slips_of(text):
                if _judge(sheet, [slip]).points and bare(slip) not in accepted:
                    yield text, True, f"{slip!r}, a slip of the wrong answer {text!r}, is accepted"


def _slip_problems(quiz: Quiz, sheet: QuizSheet) -> tuple[int, list[str]]:
    """Return how many slips in accepted spellings were tried, and a line for each that is not forgiven."""
    tried, problems = 0, []
    groups = quiz.spellings()
    known = {bare(text) for texts in (*groups.values(), *(wrong.texts for wrong in quiz.wrong)) for text in texts}
    left = {label: {each for text in texts for each in left_of_accepted(text)} for label, texts in groups.items()}
    for label, spellings in quiz.spellings().items():
        for text in spellings:
            for slip in slips_of(text):
                if bare(slip) in known:
                    continue
                tried += 1
                found = _judge(sheet, [slip, *_others(quiz, label)])
                alike = [other for other in left if left[other] & left_of_answer(slip)]
                if found.status != "right" or not (len(alike) > 1 or any(f"“{label}”" in n for n in found.notes)):
                    problems.append(f"{slip!r}, a slip of {text!r}, is not taken for {label!r}: {found.message}")
    return tried, problems


def slips_of(text: str) -> Iterator[str]:
    """Yield a spelling with a slip in the middle of each long word: a letter missing, twice, swapped with the next."""
    if len(text) > LONGEST:
        return
    words = text.split(" ")
    for number, word in enumerate(words):
        if len(word) <= SHORT or not word.isalpha():
            continue
        middle = len(word) // 2
        for changed in (
            word[:middle] + word[middle + 1 :],
            word[:middle] + word[middle] * 2 + word[middle + 1 :],
            word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :],
        ):
            if changed != word:
                yield " ".join([*words[:number], changed, *words[number + 1 :]])


def _copy_problems(lab: str, quiz: Quiz, full: QuizSheet) -> Iterator[str]:
    """Yield a line where a student's sheet says other than grading, or can be read."""
    other = dataclasses.replace(quiz, explanation=f"{quiz.explanation} Not so.", hint=f"{quiz.hint} Really?")
    if quiz.in_words:
        other = dataclasses.replace(other, accept={f"{label} not": "" for label in quiz.accept}, wrong=())
    else:
        other = dataclasses.replace(other, answer=not quiz.answer)
    silent = [student_sheet(lab, each, "hints", tells=False) for each in (quiz, other)]
    if silent[0].tells or not equal(*silent):
        yield "a student's sheet that must not tell depends on the answers"
    for feedback in ("verdict", "name", "hints"):
        sheet = student_sheet(lab, quiz, feedback, tells=True)
        for answer in _answers(quiz):
            one, two = judge_quiz(full, answer), judge_quiz(sheet, answer)
            if (one.status, one.points, one.explanation) != (two.status, two.points, two.explanation):
                yield f"with feedback = {feedback!r}, check says {two.status} of {answer.given}, grading {one.status}"
        plain = " ".join(map(str, tree_of(sheet).values()))
        shown = [quiz.explanation, *quiz.accept, *(wrong.hint for wrong in quiz.wrong)]
        yield from (f"a student's sheet shows {text!r}" for text in shown if text in plain)


def _answers(quiz: Quiz) -> Iterator[LiteralAnswer]:
    if not quiz.in_words:
        yield from (LiteralAnswer((value,)) for value in (True, False))
        return
    spellings = [text for group in quiz.spellings().values() for text in group]
    for text in (*spellings, *(text for wrong in quiz.wrong for text in wrong.texts)):
        yield LiteralAnswer((text,))
        yield LiteralAnswer((text, *list(quiz.accept)[: quiz.wanted - 1]))


def _judge(sheet: QuizSheet, texts: Sequence[str]) -> Verdict:
    return judge_quiz(sheet, LiteralAnswer(tuple(texts)))


def _others(quiz: Quiz, label: str) -> list[str]:
    """List as many other accepted answers as are wanted beside one."""
    return [other for other in quiz.accept if other != label][: quiz.wanted - 1]
