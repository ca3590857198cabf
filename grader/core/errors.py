"""Exceptions that the grader raises on purpose.

    GraderError                  a person can mend it: the message names the file, the fault and the remedy
    ├── UsageError               wrong command, unknown lab or exercise (exit code 2)
    ├── CourseError              the course itself is at fault: lab.md, an exercise file, course.toml
    │   └── DriftError           derived files no longer match their source
    ├── DataError                a data set is missing, truncated, corrupt or wrong
    │   └── UnavailableError     it is neither on this machine nor to be downloaded
    ├── SandboxError             the confinement cannot be set up, or is too weak to grade with
    │   ├── ProtocolError        the confined child broke the wire's rules; always the child's fault
    │   └── SandboxLostError     the fork server has ended, and its children with it
    └── CheckFailed              in a plain kernel under nbgrader: the answer earned no points

A student's failure is never an exception here: it is a Verdict.
"""

from __future__ import annotations


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


class SandboxError(GraderError):
    """Student code cannot be confined well enough on this machine."""


class ProtocolError(SandboxError):
    """Bytes from the confined child that break the rules of the wire."""


class SandboxLostError(SandboxError):
    """The fork server was ended from outside, and all its children with it; what ran there is run again."""


class CheckFailed(GraderError):  # noqa: N818  # what a student reads, not an error of ours
    """Raised by a test cell in a plain kernel under nbgrader when nothing was earned."""

    def _render_traceback_(self) -> list[str]:
        """Make IPython show the message alone, without a traceback."""
        return [str(self)]
