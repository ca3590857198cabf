"""Wrong answers as students write them, each labelled with what is wrong; what `check` and grading say is measured.

Every answer is a whole task, written from the formulas and not from the solutions. `python -m tests.corpus.measure`
prints how many are caught, and how many are named, truly or falsely. A name that a catalogue gains, and that is true of
an answer, is added to the answer's names: what is not among them counts as false.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

#: "one": one mistake. "two": two that are independent. "half": an option or a part is not written yet. "raises": it
#: ends in an exception on at least one case.
Kind = Literal["one", "two", "half", "raises"]


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer and its label.

    exercise: name of the exercise
    name: of the answer, unique within its exercise
    truth: what is wrong, in a sentence
    names: names of mistakes that are true of it: those that the exercise's catalogue has, or ought to have
    source: text of the cell
    kind: what sort of wrong answer it is
    forbidden: names that are tempting and false
    gap: whether it passes every case today, so that only a new case can catch it
    """

    exercise: str
    name: str
    truth: str
    names: Set[str]
    source: str
    kind: Kind = "one"
    forbidden: Set[str] = frozenset()
    gap: bool = False
