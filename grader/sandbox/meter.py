"""What a child has used, read from outside, and which limit it breaks: CPU time, memory, threads, scratch."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Literal

from grader.records import Limits, NotebookLimits
from grader.sandbox import scratch
from grader.sandbox.kernel import process_clock

_SCRATCH_EVERY = 0.05  # seconds
_MB = 1 << 20
Ending = Literal["timed out", "out of memory", "killed"]


@dataclass(frozen=True)
class Breach:
    """Why a child was ended."""

    status: Ending
    error: str


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
        self._cpu = self._wall = 0.0
        self._looked = time.monotonic()
        self.peak = 0

    def close(self) -> None:
        os.close(self._status)

    def zero(self) -> None:
        """Count memory from here on."""
        self._base = self._fields()["memory"]

    def start(self) -> None:
        """Count time from here on."""
        self._cpu = self.cpu()
        self._wall = time.monotonic()

    def cpu(self) -> float:
        """Seconds of CPU time of all its threads since it was born; no more than last time where it was reaped."""
        try:
            return time.clock_gettime(self._clock)
        except OSError:  # its warm process was killed, and the system took it over
            return self._cpu

    def used(self) -> float:
        """Seconds of CPU time since `start`."""
        return self.cpu() - self._cpu

    def memory(self) -> int:
        """Bytes of memory beyond the warm process; the peak is kept."""
        return self._note(self._fields()["memory"])

    def breach(self, limits: Limits) -> Breach | None:
        """The limit that is broken now, if any."""
        now = time.monotonic()
        total = self.cpu()
        cpu, wall = total - self._cpu, now - self._wall
        if total > self._most:
            return Breach("timed out", f"the whole notebook used {_over(total, self._most, 's')} of CPU time")
        if cpu > limits.cpu:
            return Breach("timed out", f"used {_over(cpu, limits.cpu, 's')} of CPU time")
        if wall > limits.wall:
            return Breach("timed out", f"took {_over(wall, limits.wall, 's')} in all, {cpu:.1f} s of it computing")
        fields = self._fields()
        memory = self._note(fields["memory"])
        if memory > limits.memory:
            return Breach("out of memory", f"held {_over(memory / _MB, limits.memory / _MB, 'MB')} of memory")
        if fields["threads"] > limits.threads:
            return Breach("killed", f"ran {fields['threads']} threads, where {limits.threads} are allowed")
        if fields["stopped"]:
            return Breach("killed", "stopped itself instead of going on")
        return self.full(limits) if self.due() else None

    def due(self) -> bool:
        """Whether nobody has looked at the scratch folder for a while; many short questions fill it as well."""
        return time.monotonic() - self._looked >= _SCRATCH_EVERY

    def full(self, limits: Limits, thorough: bool = True) -> Breach | None:
        """Whether too much was written into the scratch folder. thorough: deleted files that are still held count."""
        size, count = scratch.usage(self._folder)
        if thorough:
            self._looked = time.monotonic()
            size += scratch.unseen(self._pid, self._folder, limits.scratch)
        if size > limits.scratch:
            return Breach("killed", f"wrote files of {_over(size / _MB, limits.scratch / _MB, 'MB')}".rstrip(","))
        if count > scratch.MOST_ENTRIES:
            return Breach("killed", f"made more than {scratch.MOST_ENTRIES} files")
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
