"""Watch a child: measure its CPU time, wall time, memory, threads and scratch folder, and report broken limits."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace

from grader.child.syscalls import process_clock
from grader.core.errors import GraderFault
from grader.core.limits import Limits, NotebookLimits
from grader.core.records import Ending
from grader.sandbox import scratch
from grader.sandbox.cpu_wait import RunQueueWait

_SCRATCH_EVERY = 0.05  # seconds
_SCRATCH_SHARE = 8  # the pause between two checks of a scratch folder is at least this many times what one takes
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


#: A confined process cannot stop itself: somebody else did.
STOPPED = Breach("killed", "was stopped from outside instead of going on")


class Meter:
    """The meter of one child. Its process must not have been reaped while this is read.

    most: seconds of CPU time that it may use in its life.
    """

    def __init__(self, pid: int, folder: str, most: float = NotebookLimits().cpu) -> None:
        self._pid, self._most = pid, most
        self._clock = process_clock(pid)
        self._folder, self._scratch, self._own_disk = folder, -1, False
        self._status = os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)
        self._base = 0
        self._waiting = RunQueueWait(pid)
        self._cpu = self._late = 0.0
        self._wall = self._last_check = self._next_scratch_check = time.monotonic()
        self.peak = 0

    def close(self) -> None:
        os.close(self._status)

    def zero(self) -> None:
        """Count memory from here on."""
        self._base = self._fields()["memory"]

    def watch(self, scratch: int, own_disk: bool) -> None:
        """Measure the scratch folder from here on.

        scratch: a descriptor of it, which stays the caller's.
        own_disk: whether it is a file system of its own.
        """
        self._scratch, self._own_disk = scratch, own_disk

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

    def sample(self) -> float:
        """Note how long the child and the grader waited for a core since the last time; the time of now."""
        now = time.monotonic()
        self._late += max(now - self._last_check - _MAX_GAP, 0.0)
        self._last_check = now
        self._waiting.sample()
        return now

    def breach(self, limits: Limits) -> Breach | None:
        """The limit that is broken now, if any."""
        now = self.sample()
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
            return STOPPED
        return self.full(limits) if self.due() else None

    def _slow(self, wall: float, cpu: float, limit: float) -> Breach | None:
        """Whether a wall limit is broken that would be without a busy machine; its waiting has a limit as well."""
        own = self.own()
        busy = f"; {wall - own:.1f} s of waiting for a core do not count" if wall - own >= 0.05 else ""
        if own > limit:
            return Breach("timed out", f"took {_over(own, limit, 's')} in all, {cpu:.1f} s of it computing{busy}")
        if wall > MAX_WAIT_FACTOR * limit:
            detail = f"took {_over(wall, MAX_WAIT_FACTOR * limit, 's')} in all, {cpu:.1f} s of it computing"
            raise GraderFault(f"the machine is too busy: a question {detail}; grade with fewer --jobs")
        return None

    def due(self) -> bool:
        """Whether the next check of the scratch folder is due; many short questions fill it as well."""
        return self._own_disk or time.monotonic() >= self._next_scratch_check

    def full(self, limits: Limits, thorough: bool = True) -> Breach | None:
        """Whether too much was written into the scratch folder. thorough: deleted files that are still open count."""
        if self._scratch < 0:
            return None
        found = self._usage(limits, thorough)
        size = found.size
        if size > limits.scratch:
            return Breach("killed", f"wrote files of {_over(size / _MB, limits.scratch / _MB, 'MB')}".rstrip(","))
        if found.entries > scratch.MOST_ENTRIES:
            more = found.entries - scratch.MOST_ENTRIES
            return Breach("killed", f"made more than {scratch.MOST_ENTRIES} files, at least {more} over the limit")
        return Breach("killed", found.unseen) if found.unseen else None

    def _usage(self, limits: Limits, thorough: bool) -> scratch.Usage:
        """Measure the scratch folder, and put the next check off by what that took."""
        if self._own_disk:
            return scratch.disk_usage(self._scratch)
        start = time.monotonic()
        found = scratch.folder_usage(self._scratch)
        if thorough:
            deleted = scratch.deleted_bytes(self._pid, self._folder, limits.scratch)
            found = replace(found, size=found.size + deleted)
            now = time.monotonic()
            self._next_scratch_check = now + max(_SCRATCH_EVERY, _SCRATCH_SHARE * (now - start))
        return found

    def _note(self, memory: int) -> int:
        used = max(memory - self._base, 0)
        self.peak = max(self.peak, used)
        return used

    def _fields(self) -> dict[str, int]:
        """Of /proc/<pid>/status: bytes of anonymous and shared memory, threads, whether it is stopped."""
        found = {"memory": 0, "threads": 0, "stopped": 0}
        try:
            lines = os.pread(self._status, 4096, 0).split(b"\n")
        except ProcessLookupError:  # it was reaped, as above
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
