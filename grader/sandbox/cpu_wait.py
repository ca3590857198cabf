"""Measure run-queue wait (schedstat), so that it is not counted as the child's wall time.

Linux counts it for each thread (the second field of /proc/<pid>/task/<tid>/schedstat, in nanoseconds). Where it does
not, the load of the machine tells what share of its time a process gets.
"""

from __future__ import annotations

import os
from contextlib import suppress

from grader.core.cpu import core_count

_NANO = 1e-9


class RunQueueWait:
    """The waiting of one child for a core, from the first sample after `start` on.

    Reading it takes some microseconds per thread, so a question that is answered before the first sample costs nothing.
    """

    def __init__(self, pid: int) -> None:
        self._tasks = f"/proc/{pid}/task"
        self._before: dict[str, int] | None = None
        self._latest: dict[str, int] = {}  # of threads that have ended as well

    def start(self) -> None:
        """Count from the next sample on."""
        self._before = None

    def sample(self) -> None:
        """Begin to count, where that has not been done since `start`."""
        if self._before is None:
            self._before = self._latest = run_queue_wait(self._tasks)

    def seconds(self, elapsed: float) -> float:
        """Seconds of waiting, its threads' taken together. elapsed: of wall time, for machines that count nothing."""
        if self._before is None:
            return 0.0
        self._latest = {**self._latest, **run_queue_wait(self._tasks)}
        if not self._latest:
            return elapsed * share_lost(os.getloadavg()[0], core_count())
        return sum(ns - self._before.get(thread, 0) for thread, ns in self._latest.items()) * _NANO


def run_queue_wait(tasks: str) -> dict[str, int]:
    """Nanoseconds of run-queue wait of each thread below /proc/<pid>/task; {} where the kernel does not count them."""
    found = {}
    with suppress(OSError):
        for thread in os.listdir(tasks):
            with suppress(OSError, ValueError, IndexError), open(f"{tasks}/{thread}/schedstat", "rb") as file:
                found[thread] = int(file.read(128).split()[1])
    return found


def share_lost(load: float, cores: int) -> float:
    """The share of its time, from 0 to 1, that a process waits where `load` processes want `cores` cores."""
    return 1 - 1 / max(1.0, load / cores)
