"""A confined process, as its parent holds it."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from grader.core.limits import Limits


@dataclass(frozen=True)
class Child:
    """A forked process: its id, a descriptor of it, our end of the wire, its scratch folder.

    space, data: bytes that it had before anything of its own. reap: gets status, CPU seconds and peak once it is dead.
    """

    pid: int
    pidfd: int
    link: socket.socket
    folder: str
    space: int
    data: int
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


def readable(descriptor: int, milliseconds: int) -> bool:
    """Whether a descriptor becomes readable in that time."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(milliseconds))
