"""Describe a failure of the grader's in one sentence, and log its traceback out of students' reach."""

from __future__ import annotations

import errno
import os
import time
import traceback
from contextlib import suppress
from pathlib import Path

from grader.core.errors import GraderError, is_of_the_machine
from grader.course.loader import Course

#: What a student reads instead: an exception's message may carry anything.
STUDENT_SENTENCE = (
    "the grader or its machine failed, not this notebook; it has no verdict yet and is to be graded again"
)
_REMEDIES = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or raise the quota",
    errno.EMFILE: "raise the limit of open files (ulimit -n), or grade with fewer --jobs",
    errno.ENFILE: "close other programs, or grade with fewer --jobs",
    errno.EAGAIN: "close other programs, or grade with fewer --jobs",
    errno.ENOMEM: "close other programs, or grade with fewer --jobs",
    errno.EIO: "look after that disk",
}
_AGAIN = "then run the same command again"


def log_path(course: Course) -> Path:
    """The path of the log, which lies with the course's secrets."""
    return course.secret.parent / "log" / "grader.log"


def report_fault(course: Course, submission: str, trace: str, sentence: str) -> str:
    """Append a traceback to the log; return the sentence that names the log, followed by the traceback.

    submission: its name
    trace: as `traceback` formats it
    sentence: what failed and what to do, from `describe_fault`
    """
    path = log_path(course)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(path, "a", encoding="utf-8", errors="backslashreplace", opener=_open_private) as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {submission!r}: {sentence}\n{trace}\n")
        where = f"the traceback is in {path}"
    except OSError as error:
        where = f"{path} cannot be written either ({error.strerror})"
    return f"{sentence}; {where}\n{trace}"


def describe_fault(error: BaseException) -> str:
    """Describe what failed and what to do, in one sentence without a full stop."""
    if isinstance(error, GraderError):
        return " ".join(str(error).split())
    if isinstance(error, MemoryError):
        return f"the grader's process has no memory left: {_REMEDIES[errno.ENOMEM]}, {_AGAIN}"
    text = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    if isinstance(error, OSError) and is_of_the_machine(error):
        place = f" ({error.filename})" if error.filename else ""
        remedy = _REMEDIES.get(error.errno or 0, "mend what is broken there")
        return f"the machine failed: {error.strerror}{place}: {remedy}, {_AGAIN}"
    return f"the grader has an error of its own, {text}: please report it with its traceback"


def format_trace(error: BaseException) -> str:
    """Format an exception with those that it came from; its name alone where even that fails."""
    with suppress(Exception):
        return "".join(traceback.format_exception(error)).rstrip()
    return type(error).__name__


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
