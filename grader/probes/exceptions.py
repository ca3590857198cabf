"""Map an exception in a student's code to an outcome, a message and the student's own lines."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from grader.core.records import Outcome

#: Code that the notebook shows as the student's own; tracebacks keep only these frames.
STUDENT_FILES = ("<cell", "<ipython", "/ipykernel_", "<student")


def outcome_of(error: BaseException) -> Outcome:
    """Map an exception to the outcome of the run that it ended."""
    if isinstance(error, NotImplementedError):
        return "not attempted"
    if isinstance(error, MemoryError):
        return "out of memory"
    if isinstance(error, PermissionError):
        return "blocked"
    return "raised"


def describe(error: BaseException) -> str:
    """Describe an exception, 'TypeError: ...', in at most 300 characters."""
    try:
        text = str(error)
    except Exception:  # a student's exception may fail to print
        text = "(its message cannot be printed)"
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__


def student_lines(error: BaseException, files: Sequence[str]) -> tuple[str, ...]:
    """Format the student's own frames, innermost last: 'line 7, in step: p -= self.learning_rate * g'.

    files: parts of the file names of student code
    """
    try:
        frames = traceback.extract_tb(error.__traceback__)
    except Exception:
        return ()
    own = [frame for frame in frames if any(part in frame.filename for part in files)]
    return tuple(f"line {frame.lineno}, in {frame.name}: {frame.line}"[:200] for frame in own[-4:])
