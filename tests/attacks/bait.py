"""Offer targets to attacks, so that one that gets through is detected: listeners and a bystander process."""

from __future__ import annotations

import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from grader.child import syscalls

_SECONDS = "3600"


def _die_with_the_parent() -> None:
    syscalls.prctl(syscalls.PR_SET_PDEATHSIG, int(signal.SIGKILL))


class Bait:
    """Listeners on loopback alone, and a harmless process to aim signals at. A context manager."""

    def __init__(self, folder: Path, token: str) -> None:
        self.path = str(folder / "listener")
        self.abstract = f"descent-{token}"
        self._sockets = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
        self.port: int = self._sockets[0].getsockname()[1]
        self._sockets[1].bind(("127.0.0.1", self.port))
        for place in (self.path, "\0" + self.abstract):
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            listener.bind(place)
            listener.listen()
            self._sockets.append(listener)
        for each in self._sockets:
            each.setblocking(False)
        self.bystander = subprocess.Popen(
            ["sleep", _SECONDS], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=_die_with_the_parent,
        )  # fmt: skip

    def contacts(self) -> list[str]:
        """Return what has reached a listener since the last call."""
        found = []
        for each in self._sockets:
            with suppress(BlockingIOError):
                if each.type == socket.SOCK_DGRAM:
                    found.append(f"{each.recv(100)!r} by UDP")
                else:
                    link, _ = each.accept()
                    link.close()
                    found.append(f"a connection to {each.getsockname()!r}")
        return found

    def close(self) -> None:
        """End the bystander, close the listeners."""
        self.bystander.kill()
        self.bystander.wait()
        for each in self._sockets:
            each.close()

    def __enter__(self) -> Bait:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
