"""A confined child process, seen from its parent: process id, pidfd, socket, scratch folder."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.errors import SandboxError, SandboxLostError
from grader.core.limits import Limits


@dataclass(frozen=True)
class Child:
    """A forked process.

    pid: its process id, as the parent sees it.
    pidfd: a descriptor of it.
    link: the parent's end of the wire.
    folder: its scratch folder.
    space: bytes of address space that it had before anything of its own.
    data: bytes of data that it had before anything of its own.
    own_disk: whether its scratch folder is a file system of its own, which this process cannot see there.
    reap: waits for the dead process; returns its status, CPU seconds and peak memory.
    """

    pid: int
    pidfd: int
    link: socket.socket
    folder: str
    space: int
    data: int
    own_disk: bool
    reap: Callable[[], Mapping[str, Any]]

    def allow(self, limits: Limits) -> bool:
        """Set the kernel's limits of memory and of a file's size; False where the process is no more."""
        import resource

        with suppress(OSError, ValueError):
            for kind, value in (
                (resource.RLIMIT_AS, self.space + limits.memory),
                (resource.RLIMIT_DATA, self.data + limits.memory),
                (resource.RLIMIT_FSIZE, limits.scratch),
            ):
                _, hard = resource.prlimit(self.pid, kind)
                resource.prlimit(self.pid, kind, (min(value, hard), hard))
            return True
        return False


def open_scratch(child: Child) -> int:
    """Open the scratch folder as the child sees it, before any code of a student's has run there.

    What lies in a file system of its own is there for as long as this descriptor is open, though the process has ended.
    Raises OSError.
    """
    place = f"/proc/{child.pid}/root{child.folder}" if child.own_disk else child.folder
    return os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


def readable(descriptor: int, milliseconds: int) -> bool:
    """Whether a descriptor becomes readable in that time."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(milliseconds))


def process_of(pidfd: int) -> int:
    """The process id, as this process sees it, behind a descriptor."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            found = int(line.split()[1])
            if found > 0:
                return found
            raise SandboxLostError("a process has ended before its descriptor arrived")
    raise SandboxError("this kernel does not tell which process a descriptor stands for; Linux 5.3 or later does")
