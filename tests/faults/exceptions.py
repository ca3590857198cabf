"""Let functions of the grader's own process fail while a right notebook is graded, in a process of their own.

    python -m tests.faults.exceptions FOLDER ERROR CALL STRIDE

A failure may leave sockets and files open that nobody closes, which would show as warnings of any later test.
"""

from __future__ import annotations

import errno
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import grader
from grader.core.records import Grade
from grader.course.loader import Course, read_course
from grader.course.seeds import course_seed
from grader.grading.context import GradingContext
from grader.grading.grade import grade_submission
from grader.sandbox import Sandbox
from tests.faults import twelve
from tests.small_course import LAB

_PACKAGE = str(Path(grader.__file__).parent)
#: Functions that only end or describe what has failed already.
_AFTER = ("fault_log.py", "errors.py")


def graded(course: Course, sandbox: Sandbox) -> Grade:
    """Grade one right notebook with nothing cached."""
    context = GradingContext(course, course.lab(LAB), sandbox, course_seed(course.secret))
    context.warm()
    submission = twelve.readers(course)[0]
    return grade_submission(context, submission())


@contextmanager
def watched(call: Callable[[CodeType], None]) -> Iterator[None]:
    """Call a function with the code of every function of the package that is entered in this thread."""

    def profile(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(_PACKAGE) and not code.co_filename.endswith(_AFTER):
            call(code)

    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)


def functions(course: Course, sandbox: Sandbox) -> list[tuple[str, str]]:
    """The functions that are called while one notebook is graded, in the order of their first call."""
    found: dict[tuple[str, str], None] = {}
    with watched(lambda code: found.setdefault((code.co_filename, code.co_qualname))):
        graded(course, sandbox)
    return list(found)


def failing(course: Course, sandbox: Sandbox, function: tuple[str, str], call: int, error: Exception) -> Grade | None:
    """Grade a notebook while a function's n-th call fails; None where no grade comes of it, but the exception."""
    count = 0

    def fail(code: CodeType) -> None:
        nonlocal count
        if (code.co_filename, code.co_qualname) == function:
            count += 1
            if count == call:
                sys.setprofile(None)
                raise error

    try:
        with watched(fail):
            return graded(course, sandbox)
    except Exception as raised:
        if raised is not error and raised.__cause__ is not error and raised.__context__ is not error:
            raise
        return None


ERRORS = {"MemoryError": lambda: MemoryError(), "ENOSPC": lambda: OSError(errno.ENOSPC, "No space left on device")}


def main(folder: Path, error: str, call: int, stride: int) -> None:
    """Print as JSON what became of the right notebook while every stride-th function failed at its n-th call."""
    course = read_course(folder)
    lab = course.lab(LAB)
    faults, lost = 0, []
    with Sandbox(lab.libraries, handouts=lab.handouts) as sandbox:
        graded(course, sandbox)  # imports what is imported at the first call
        known = functions(course, sandbox)
        for function in known[::stride]:
            grade = failing(course, sandbox, function, call, ERRORS[error]())
            if grade is None:
                continue  # before or after the submission's own part: the run ends with the error
            statuses = {verdict.status for verdict in grade.exercises}
            if statuses == {"grader error"} and grade.fault:
                faults += 1
            elif grade.points != grade.max_points:
                lost.append(f"{function}: {statuses}, {grade.points:g} points: {[v.message for v in grade.exercises]}")
        after = graded(course, sandbox)
    whole = after.points == after.max_points and not after.fault
    print(json.dumps([len(known), faults, lost, threading.active_count(), whole]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
