"""Exceptions that the grader raises on purpose.

    GraderError                  a person can mend it: the message names the file, the fault and the remedy
    ├── UsageError               wrong command, unknown lab or exercise (exit code 2)
    ├── CourseError              the course itself is at fault: lab.md, an exercise file, course.toml
    │   └── DriftError           derived files no longer match their source
    ├── DataError                a data set is missing, truncated, corrupt or wrong
    │   └── UnavailableError     it is neither on this machine nor to be downloaded
    ├── GraderFault              the machine or the grader failed: the status "grader error", never a verdict
    │   ├── NoRoomError          the disk of the scratch folders is full
    │   └── SandboxError         the confinement cannot be set up, or is too weak to grade with
    │       └── SandboxLostError the fork server has ended, and its children with it
    ├── ProtocolError                the confined child broke the wire's rules; always the child's fault
    └── CheckFailed                  in a plain kernel under nbgrader: the answer earned no points

A student's failure is never an exception here: it is a Verdict. A verdict comes from what the student's code did and
from nothing else; `grader.grading.grade.grade_submission` turns every exception into the status "grader error".
"""

from __future__ import annotations

import errno

#: What the system refuses for want of something of its own, whichever file or process was asked for.
_NAMES = """
    ENOSPC EDQUOT EIO ENOMEM EMFILE ENFILE EAGAIN ENOBUFS ESTALE ETIMEDOUT ENODEV EROFS
"""
_OF_THE_MACHINE = frozenset(getattr(errno, name) for name in _NAMES.split() if hasattr(errno, name))


def is_of_the_machine(error: BaseException) -> bool:
    """Return whether an error says that the machine failed: no room, memory, process or descriptor, a broken disk."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _OF_THE_MACHINE)


class GraderError(Exception):
    """An error with a message meant for people; printed without a traceback."""

    exit_code = 1


class UsageError(GraderError):
    """The command, lab or exercise asked for does not exist."""

    exit_code = 2


class CourseError(GraderError):
    """An exercise, a lab or course.toml is not valid."""


class DriftError(CourseError):
    """A derived file no longer matches what it is derived from."""


class DataError(GraderError):
    """A data set is missing, truncated, corrupt or not the one expected."""


class UnavailableError(DataError):
    """A data set is neither on this machine nor to be downloaded; the default is replaced by its fallback."""


class ProtocolError(GraderError):
    """Bytes from the confined child that break the rules of the wire."""


class GraderFault(GraderError):  # noqa: N818  # the word of the documentation
    """The machine or the grader failed while a submission was graded; it is graded again, and loses no points."""


class NoRoomError(GraderFault):
    """The disk of the scratch folders has no room; what ran there may have failed because of it."""


class SandboxError(GraderFault):
    """Student code cannot be confined well enough on this machine."""


class SandboxLostError(SandboxError):
    """The fork server, or a process before it ran a student's code, was ended from outside; what ran is run again."""


class RunCancelledError(BaseException):
    """The run was stopped, by Ctrl-C for one; no error, and nothing that a handler of errors may catch."""


class CheckFailed(GraderError):  # noqa: N818  # what a student reads, not an error of ours
    """Raised by a test cell in a plain kernel under nbgrader when nothing was earned."""

    def _render_traceback_(self) -> list[str]:
        """Make IPython show the message alone, without a traceback."""
        return [str(self)]
