"""Map exit statuses and broken limits to messages. Never quotes text from the child."""

from __future__ import annotations

import errno
import os
import signal
from dataclasses import replace
from typing import TypeVar

from grader.core.errors import ProtocolError
from grader.core.limits import Limits
from grader.core.records import CellResult, Observation
from grader.sandbox.scratch import MOST_ENTRIES
from grader.sandbox.watchdog import Breach

_NO_ROOM = f"OSError: [Errno {errno.ENOSPC}] "
#: Exit code of a child in which the loop that answers questions has ended, whatever the reason.
BROKE_OFF = 70

_Answered = TypeVar("_Answered", CellResult, Observation)


def with_limit(found: _Answered, limits: Limits, own_disk: bool = False) -> _Answered:
    """Append the limit to what a process says of itself, where it says that it ran out of memory, or of room for files.

    own_disk: whether the file system is the process's own, so that it alone can have filled it.
    """
    if own_disk and found.status == "raised" and found.error.startswith(_NO_ROOM):
        most = f"{limits.scratch >> 20} MB of files, and {MOST_ENTRIES} files"
        return replace(found, error=f"{found.error}; the limit is {most}")
    if found.status != "out of memory":
        return found
    limit = f"the limit is {limits.memory >> 20} MB of memory"
    error = f"{found.error}; {limit}"
    if isinstance(found, CellResult):
        return replace(found, error=error)
    return replace(found, error=error, limit=limit)


def broken(error: ProtocolError) -> Breach:
    """The reason for a process that violated the protocol."""
    return Breach("killed", f"the process broke the rules of its connection to the grader: {error}", chosen=True)


def own_end(status: int, cpu: float) -> Breach:
    """Map the wait status of a process that the grader did not kill to a reason. cpu: seconds that it was allowed."""
    if os.WIFEXITED(status):
        code = os.WEXITSTATUS(status)
        if code == BROKE_OFF:
            return Breach("killed", "the notebook's code broke the part of the grader that runs beside it", chosen=True)
        return Breach("killed", f"the process ended itself (exit code {code}), as os._exit does", chosen=True)
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Breach("timed out", f"used up the {cpu:g} s of CPU time that a whole notebook has")
    if number == signal.SIGKILL:
        return Breach("killed", "the process was ended from outside")
    known: dict[int, str] = {
        signal.SIGSEGV: "it reached for memory that is not there (segmentation fault), or recursed too deeply",
        signal.SIGABRT: "a library aborted it",
        signal.SIGBUS: "it reached beyond the end of a mapped file, or its files had no more room",
        signal.SIGSYS: "it made a system call of another kind of machine",
    }
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return Breach("killed", f"the process crashed with {name}: {known.get(number, 'it died of a signal')}", chosen=True)
