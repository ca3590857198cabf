"""Watch a child: measure its CPU time, wall time, memory, threads and scratch folder, and report broken limits."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from grader.child.syscalls import process_clock
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import Ending
from grader.sandbox import scratch
from grader.sandbox.cpu_wait import RunQueueWait

_SCRATCH_EVERY = 0.05  # seconds
_MB = 1 << 20
_MAX_GAP = 0.1  # seconds between two checks; a longer gap counts as the grader's own delay
#: However busy the machine is, wall time ends at this many times its limit.
MAX_WAIT_FACTOR = 10


@dataclass(frozen=True)
class Breach:
    """Why a child was ended.

    status: of the cell or probe that it was running.
    error: the reason, in words.
    chosen: whether the child may have chosen a part of the words or numbers, as an exit code.
    """

    status: Ending
    error: str
    chosen: bool = False


class Meter:
    """The meter of one child. Its process must not have been reaped while this is read.

    most: seconds of CPU time that it may use in its life.
    """

    def __init__(self, pid: int, folder: str, most: float = NotebookLimits().cpu) -> None:
        self._pid, self._most = pid, most
        self._clock = process_clock(pid)
        self._folder = folder
        self._status = os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)
        self._base = 0
        self._waiting = RunQueueWait(pid)
        self._cpu = self._late = 0.0
        self._wall = self._last_check = self._last_scratch_check = time.monotonic()
        self.peak = 0

    def close(self) -> None:
        os.close(self._status)

    def zero(self) -> None:
        """Count memory from here on."""
        self._base = self._fields()["memory"]

    def start(self) -> None:
        """Count time from here on."""
        self._cpu, self._late = self.cpu(), 0.0
        self._wall = self._last_check = time.monotonic()
        self._waiting.start()

    def cpu(self) -> float:
        """Seconds of CPU time of all its threads since it was born; no more than last time where it was reaped."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # its warm process was killed, and the system took it over
            return self._cpu

    def used(self) -> float:
        """Seconds of CPU time since `start`."""
        return self.cpu() - self._cpu

    def own(self) -> float:
        """Seconds of wall time since `start` that are the child's: neither it nor the grader had to wait for a core."""
        now = time.monotonic()
        wall, late = now - self._wall, self._late + max(now - self._last_check - _MAX_GAP, 0.0)
        return max(wall - late - self._waiting.seconds(wall), 0.0)

    def memory(self) -> int:
        """Bytes of memory beyond the warm process; updates the peak."""
        return self._note(self._fields()["memory"])

    def breach(self, limits: Limits) -> Breach | None:
        """The limit that is broken now, if any."""
        now = time.monotonic()
        self._late += max(now - self._last_check - _MAX_GAP, 0.0)
        self._last_check = now
        self._waiting.sample()
        total = self.cpu()
        cpu, wall = total - self._cpu, now - self._wall
        if total > self._most:
            return Breach("timed out", f"the whole notebook used {_over(total, self._most, 's')} of CPU time")
        if cpu > limits.cpu:
            return Breach("timed out", f"used {_over(cpu, limits.cpu, 's')} of CPU time")
        if wall > limits.wall and (slow := self._slow(wall, cpu, limits.wall)):
            return slow
        fields = self._fields()
        memory = self._note(fields["memory"])
        if memory > limits.memory:
            return Breach("out of memory", f"held {_over(memory / _MB, limits.memory / _MB, 'MB')} of memory")
        if fields["threads"] > limits.threads:
            ran, most = fields["threads"], limits.threads
            return Breach("killed", f"ran {ran} threads, where {most} are allowed: {ran - most} too many")
        if fields["stopped"]:
            return Breach("killed", "stopped itself instead of going on")
        return self.full(limits) if self.due() else None

    def _slow(self, wall: float, cpu: float, limit: float) -> Breach | None:
        """Whether a wall limit is broken that would be without a busy machine; its waiting has a limit as well."""
        own = self.own()
        busy = f"; {wall - own:.1f} s of waiting for a core do not count" if wall - own >= 0.05 else ""
        if own > limit:
            return Breach("timed out", f"took {_over(own, limit, 's')} in all, {cpu:.1f} s of it computing{busy}")
        if wall > MAX_WAIT_FACTOR * limit:
            detail = f"took {_over(wall, MAX_WAIT_FACTOR * limit, 's')} in all, {cpu:.1f} s of it computing"
            return Breach("timed out", f"{detail}, on a machine that is too busy: have it graded again")
        return None

    def due(self) -> bool:
        """Whether the next check of the scratch folder is due; many short questions fill it as well."""
        return time.monotonic() - self._last_scratch_check >= _SCRATCH_EVERY

    def full(self, limits: Limits, thorough: bool = True) -> Breach | None:
        """Whether too much was written into the scratch folder. thorough: deleted files that are still open count."""
        size, count = scratch.usage(self._folder)
        if thorough:
            self._last_scratch_check = time.monotonic()
            size += scratch.deleted_bytes(self._pid, self._folder, limits.scratch)
        if size > limits.scratch:
            return Breach("killed", f"wrote files of {_over(size / _MB, limits.scratch / _MB, 'MB')}".rstrip(","))
        if count > scratch.MOST_ENTRIES:
            more = count - scratch.MOST_ENTRIES
            return Breach("killed", f"made more than {scratch.MOST_ENTRIES} files, at least {more} over the limit")
        return None

    def _note(self, memory: int) -> int:
        used = max(memory - self._base, 0)
        self.peak = max(self.peak, used)
        return used

    def _fields(self) -> dict[str, int]:
        """Of /proc/<pid>/status: bytes of anonymous and shared memory, threads, whether it is stopped."""
        found = {"memory": 0, "threads": 0, "stopped": 0}
        try:
            lines = os.pread(self._status, 4096, 0).split(b"\n")
        except OSError:  # it was reaped, as above
            lines = []
        for line in lines:
            if line.startswith((b"RssAnon:", b"RssShmem:")):
                found["memory"] += int(line.split()[1]) << 10
            elif line.startswith(b"Threads:"):
                found["threads"] = int(line.split()[1])
            elif line.startswith(b"State:"):
                found["stopped"] = line.split()[1] in (b"T", b"t")
        return found


def _over(used: float, limit: float, unit: str) -> str:
    return f"{used:.1f} {unit}, {used - limit:.1f} {unit} over the limit of {limit:g} {unit},"
