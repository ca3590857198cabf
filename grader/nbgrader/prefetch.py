"""Grade the whole class in parallel, ahead of nbgrader, which takes submissions one by one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.records import Grade, Submission
from grader.course.loader import Course, Lab
from grader.nbgrader.gradebook import ByHand, Snapshot
from grader.submission.merge import text_of
from grader.submission.read import read_submission

GradeAll = Callable[[Iterable[Callable[[], Submission]]], Iterator[Grade]]


@dataclass(frozen=True)
class Graded:
    """A submission with its verdicts.

    course: that it belongs to
    submission: as it was read
    grade: its verdicts
    by_hand: what people had entered in the gradebook before anything was graded
    handed_out: sources of the released notebook's cells
    """

    course: Course
    submission: Submission
    grade: Grade
    by_hand: ByHand
    handed_out: frozenset[str]


class Batch:
    """Submissions that are read and graded ahead of nbgrader, and returned in the order in which it asks.

    Each is dropped when it has been taken, so that a large class does not fill the memory.
    """

    def __init__(
        self,
        folders: Mapping[str, Path],
        course: Course,
        lab: Lab,
        released: Mapping[str, Any],
        grade_all: GradeAll,
        before: Snapshot,
    ) -> None:
        self._course, self._lab, self._released = course, lab, released
        self._grade_all, self._before = grade_all, before
        self._handed_out = frozenset(text_of(cell["source"]) for cell in released["cells"])
        self._waiting = set(folders)
        self._submissions: dict[str, Submission] = {}
        self._grades: dict[str, Grade] = {}
        readers = [functools.partial(self._read, student, folder) for student, folder in folders.items()]
        self._work = grade_all(readers) if readers else iter(())

    def start(self) -> None:
        """Wait for the first grade, so that an error of all submissions shows before nbgrader changes any."""
        if self._waiting:
            self._advance()

    def take(self, student: str, folder: Path) -> Graded:
        """Return the grade of one folder. A folder that was not listed is graded on its own."""
        if student in self._waiting:
            while student not in self._grades:
                self._advance()
            self._waiting.remove(student)
            grade = self._grades.pop(student)
            if not self._waiting:
                next(self._work, None)  # to the end, where the sandbox is closed
        else:
            (grade,) = self._grade_all([functools.partial(self._read, student, folder)])
        submission = self._submissions.pop(student)
        by_hand = self._before.by_hand.get(student, {})
        return Graded(self._course, submission, grade, by_hand, self._handed_out)

    def _advance(self) -> None:
        grade = next(self._work, None)
        if grade is None:
            raise RuntimeError("the grader ended before every submission had its verdicts")
        self._grades[grade.submission] = grade

    def _read(self, student: str, folder: Path) -> Submission:
        """Read and store the submission in a folder: its bytes are read once, even if the file changes later."""
        submission = read_submission(folder, self._lab.name, self._released, name=student)
        self._submissions[student] = submission
        return submission
