"""Define a quiz: a question whose answer is a literal, True or False or a few words, graded without running it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.errors import CourseError
from grader.core.spelling import bare
from grader.course.edits import BEGIN, END
from grader.course.exercise import ID

#: Words for how many answers are asked for, in the stub's comment.
_COUNTS = ("", "one answer", "two answers", "three answers", "four answers", "five answers", "six answers")


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer that people give.

    name: of the mistake, unique within the quiz
    spellings: what they write, separated by commas
    hint: what is wrong with it, in one or two sentences; not the right answer
    """

    name: str
    spellings: str
    hint: str

    @property
    def texts(self) -> tuple[str, ...]:
        """List what they write."""
        return _listed(self.spellings)


@dataclass(frozen=True)
class Quiz:
    """A question of a lab, with its answers.

    name: of the variable that the answer is assigned to
    statement: what is true or false, or what is asked, in Markdown
    explanation: why, in plain text in which `...` marks code; shown once the answer is right, and after grading
    answer: of a statement; None for a question that is answered in words
    accept: {an answer in words: its other spellings, separated by commas}; two of one entry count once
    wanted: how many answers in words are asked for
    wrong: known wrong answers in words
    points: what a right answer earns
    ids: items of the course's coverage table that it covers ("ML-07")
    source: where the question is from
    hint: for a wrong answer that is not known; never the answer
    """

    name: str
    statement: str
    explanation: str
    answer: bool | None = None
    accept: Mapping[str, str] = field(default_factory=dict)
    wanted: int = 1
    wrong: tuple[WrongAnswer, ...] = ()
    points: float = 1
    ids: tuple[str, ...] = ()
    source: str = ""
    hint: str = ""

    def __post_init__(self) -> None:
        if problem := find_problem(self):
            raise CourseError(f"quiz {self.name}: {problem}")

    @property
    def in_words(self) -> bool:
        return self.answer is None

    @property
    def texts(self) -> int:
        """Return how many texts are asked for; 0 for True or False."""
        return self.wanted if self.in_words else 0

    @property
    def stub(self) -> str:
        """Return the answer cell as handed out."""
        if not self.in_words:
            return f"{self.name} = None  # True or False"
        if self.wanted == 1:
            return f"{self.name} = None  # your answer in quotes"
        return f"{self.name} = [{', '.join(['None'] * self.wanted)}]  # {_COUNTS[self.wanted]}, each in quotes"

    @property
    def solution(self) -> str:
        """Return the answer cell with the answer in it."""
        if not self.in_words:
            return f"{self.name} = {self.answer}"
        first = list(self.accept)[: self.wanted]
        return f"{self.name} = {json.dumps(first if self.wanted > 1 else first[0], ensure_ascii=False)}"

    @property
    def text(self) -> str:
        """Return the solved answer cell with nbgrader's marks around the answer."""
        return f"{BEGIN}\n{self.solution}\n{END}\n"

    @property
    def question(self) -> str:
        """Return the Markdown cell above the answer cell."""
        lead = "Question." if self.in_words else "True or false?"
        return f"**{lead}** {self.statement}"

    def spellings(self) -> dict[str, tuple[str, ...]]:
        """Return every accepted spelling, by entry."""
        return {label: (label, *_listed(others)) for label, others in self.accept.items()}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def find_problem(quiz: Quiz) -> str:
    """Return what is wrong with a quiz, or ""."""
    if not re.fullmatch(r"[a-z]\w*", quiz.name):
        return "the name must be a variable's, as in rbf_network_layers"
    if not quiz.points > 0:
        return f"points must be positive, not {quiz.points}"
    if not all(re.fullmatch(ID, id) for id in quiz.ids):
        return f"ids look like 'ML-07', not {quiz.ids}"
    for what in ("statement", "explanation", "hint"):
        if not getattr(quiz, what).strip():
            return f"has no {what}"
    if quiz.in_words:
        return _words_problem(quiz)
    if not isinstance(quiz.answer, bool):
        return f"the answer must be True or False, not {quiz.answer!r}"
    if quiz.accept or quiz.wrong or quiz.wanted != 1:
        return "a statement that is true or false has neither `accept` nor `wrong` nor `wanted`"
    return ""


def _words_problem(quiz: Quiz) -> str:
    """Return what is wrong with the answers in words, or ""."""
    if not 1 <= quiz.wanted < len(_COUNTS):
        return f"`wanted` must lie between 1 and {len(_COUNTS) - 1}, not {quiz.wanted}"
    if len(quiz.accept) < quiz.wanted:
        return f"{quiz.wanted} answers are wanted and `accept` has {len(quiz.accept)}; or give `answer`, True or False"
    owners: dict[str, str] = {}
    outcomes = [*quiz.spellings().items(), *((each.name, each.texts) for each in quiz.wrong)]
    names = [name for name, _ in outcomes]
    if twice := {name for name in names if names.count(name) > 1}:
        return f"two entries are called {min(twice)!r}"
    for name, spellings in outcomes:
        for spelling in spellings:
            if not bare(spelling):
                return f"{spelling!r} has neither letters nor digits"
            if owners.setdefault(bare(spelling), name) != name:
                return f"{spelling!r} belongs to both {owners[bare(spelling)]!r} and {name!r}"
    for each in quiz.wrong:
        if not each.texts or not each.hint:
            return f"the wrong answer {each.name!r} needs spellings and a hint"
        if " or " in each.name or " + " in each.name:
            return f"the name {each.name!r} must hold neither ' or ' nor ' + '"
    return ""
