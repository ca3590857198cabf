"""Keep nbgrader's log readable for a large class: a line per student with points and time left, not one per file."""

from __future__ import annotations

import logging
import time
import warnings
from typing import Any

from sqlalchemy.exc import SAWarning

from grader.core.records import Grade
from grader.core.terminal import one_line

#: How nbgrader's messages about single files and steps begin.
_STEPS = (
    "Copying ", "Sanitizing ", "Converting notebook ", "Writing ", "Setting destination ", "Autograding ",
    "Creating/updating student ", "Overwriting files ",
)  # fmt: skip
_FIRST_ESTIMATE = 5  # submissions that are done before the time left is estimated


def quieten(log: Any) -> None:
    """Drop messages about single files from an nbgrader command's log, and SQLAlchemy's warnings about nbgrader."""
    if not any(isinstance(each, _Steps) for each in log.filters):
        log.addFilter(_Steps())
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")


class _Steps(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno != logging.INFO or not record.getMessage().startswith(_STEPS)


class Progress:
    """Counts the submissions of a class that are done. total: how many there are."""

    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._start = time.monotonic()

    def line(self, grade: Grade) -> str:
        """Count a grade, and describe it in one line: "kim: 26 of 28 points, 1 wrong (12 of 300, 4 min left)"."""
        self._done += 1
        wrong = sum(v.status not in ("right", "not attempted") for v in grade.exercises)
        found = f", {wrong} wrong" if wrong else ""
        place = f"{self._done} of {self._total}{time_left(self._done, self._total, time.monotonic() - self._start)}"
        return one_line(f"{grade.submission}: {grade.points:g} of {grade.max_points:g} points{found} ({place})")


def time_left(done: int, total: int, seconds: float) -> str:
    """Estimate the time that a class still takes, as ", 4 min left"; "" at the start and at the end."""
    if done < _FIRST_ESTIMATE or done >= total:
        return ""
    left = seconds / done * (total - done)
    return f", {left:.0f} s left" if left < 90 else f", {left / 60:.0f} min left"
