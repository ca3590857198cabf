"""Map exit statuses and broken limits to messages. Never quotes text from the child."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TypeVar

from grader.core.errors import ProtocolError
from grader.core.limits import Limits
from grader.core.records import CellResult, Observation
from grader.sandbox.watchdog import Breach

_Answered = TypeVar("_Answered", CellResult, Observation)


def with_limit(found: _Answered, limits: Limits) -> _Answered:
    """Append the limit to what a process says of itself, where it says that it ran out of memory."""
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
        return Breach("killed", f"the process ended itself (exit code {code}), as os._exit does", chosen=True)
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Breach("timed out", f"used up the {cpu:g} s of CPU time that a whole notebook has")
    if number == signal.SIGKILL:
        return Breach("out of memory", "the operating system ended the process, most likely for want of memory")
    known: dict[int, str] = {
        signal.SIGSEGV: "it reached for memory that is not there (segmentation fault), or recursed too deeply",
        signal.SIGABRT: "a library aborted it",
        signal.SIGSYS: "it made a system call of another kind of machine",
    }
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    return Breach("killed", f"the process crashed with {name}: {known.get(number, 'it died of a signal')}", chosen=True)
