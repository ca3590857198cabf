"""Report what the grader could not grade, and how to go on after that or after Ctrl-C."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NoReturn

from grader.cli import common
from grader.core.terminal import printable

if TYPE_CHECKING:
    from grader.core.records import Grade

_MOST_NAMES = 5
#: What a shell reports of a program that was ended by Ctrl-C.
_INTERRUPTED = 130


def take(work: Generator[Grade], total: int) -> list[Grade]:
    """Collect the grades of a run under a progress bar; Ctrl-C ends what is running, and this process."""
    grades: list[Grade] = []
    try:
        for graded in common.progress(work, "grading", total):
            grades.append(graded)
    except KeyboardInterrupt:
        work.close()
        stop(grades, total)
    return grades


def report_faults(grades: Sequence[Grade]) -> bool:
    """Write a line to stderr for each failure of the grader: which submissions, what failed, what to do, the log.

    Returns whether there was one.
    """
    from grader.submission.attachments import shown

    by_sentence: dict[str, list[str]] = {}
    for grade in grades:
        if grade.fault:
            by_sentence.setdefault(grade.fault.splitlines()[0], []).append(shown(grade.submission))
    for sentence, names in by_sentence.items():
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        line = f"grader: {', '.join(names[:_MOST_NAMES])}{more}: not graded, no points lost: {sentence}"
        print(printable(line), file=sys.stderr)
    if by_sentence:
        print(f"grader: to grade what is missing: {_command()}", file=sys.stderr)
    return any(verdict.status == "grader error" for grade in grades for verdict in grade.exercises)


def stop(graded: Sequence[Grade], total: int) -> NoReturn:
    """End this process after Ctrl-C, without waiting for threads, and say how to go on."""
    done = sum(not grade.fault for grade in graded)
    print(f"grader: stopped; {done} of {total} are graded and stored. To go on: {_command()}", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_INTERRUPTED)


def _command() -> str:
    """The command of this process, with --resume."""
    arguments = [*sys.argv[1:], *([] if "--resume" in sys.argv else ["--resume"])]
    return f"grader {shlex.join(arguments)}"
