"""Choose among the notebooks of one student the one that counts; pure, from their names and what they say they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.submission.attachments import shown

SUFFIX = ".ipynb"
MOST = 50  # notebooks of one student that are looked at


@dataclass(frozen=True)
class Candidate:
    """A notebook that may be what a student handed in.

    name: its path below the student's folder, with slashes
    time: when it was last changed, comparable with those of the others
    attempt: which resubmission it belongs to; the highest counts
    """

    name: str
    time: Any = 0
    attempt: int = 0

    @property
    def stem(self) -> str:
        """Return the file's name without its suffix."""
        return unicodedata.normalize("NFC", self.name.rpartition("/")[2].removesuffix(SUFFIX))


@dataclass(frozen=True)
class Choice:
    """The notebook that counts.

    candidate: it
    left_out: other notebooks of the lab that do not count
    repairs: what a grade says of the choice
    """

    candidate: Candidate
    left_out: tuple[Candidate, ...] = ()
    repairs: tuple[str, ...] = ()


def is_called_after(stem: str, lab: str) -> bool:
    """Whether a file's name has the lab's name in it, as `06_optimizers (1)` and `Copy of 06_optimizers` do."""
    return lab.casefold() in stem.casefold()


def choose(candidates: Sequence[Candidate], lab: str, lab_in: Callable[[Candidate], str | None]) -> Choice | None:
    """Choose the notebook of a lab: the latest attempt, then the exact name, the highest number, the newest.

    candidates: the notebooks of one student
    lab_in: reads which lab a notebook's metadata names, or None; called where the name leaves it open
    Returns None where none of them is of the lab.
    """
    candidates = [each for each in candidates if each.stem == lab] + [e for e in candidates if e.stem != lab][:MOST]
    exact = [each for each in candidates if each.stem == lab]
    if exact and not any(each.attempt for each in candidates):
        eligible = [each for each in candidates if is_called_after(each.stem, lab)]
    else:
        eligible = [each for each in candidates if each.stem == lab or _says(each, lab, lab_in)]
    if not eligible:
        return None
    first, *others = sorted(eligible, key=lambda each: _rank(each, lab), reverse=True)
    repairs = []
    if first.stem != lab:
        repairs.append(f"the notebook {shown(first.name)} was taken for {lab}{SUFFIX}: it says that it is of this lab")
    if others:
        names = ", ".join(shown(each.name) for each in others[:5]) + (", ..." if len(others) > 5 else "")
        repairs.append(f"of several notebooks of this lab {shown(first.name)} was graded; left out: {names}")
    return Choice(first, tuple(others), tuple(repairs))


def _says(candidate: Candidate, lab: str, lab_in: Callable[[Candidate], str | None]) -> bool:
    """Whether a notebook is of the lab: by its metadata or, where that says nothing, by its name."""
    return (lab_in(candidate) or (lab if is_called_after(candidate.stem, lab) else "")) == lab


def _rank(candidate: Candidate, lab: str) -> tuple[Any, ...]:
    """Rank a candidate; the highest counts."""
    rest = candidate.stem.replace(lab, "", 1)
    numbers = re.findall(r"\d{1,9}", rest, re.ASCII)
    number = int(numbers[-1]) if numbers else 0
    return candidate.attempt, candidate.stem == lab, -candidate.name.count("/"), number, candidate.time, candidate.name
