"""The sandbox of a lab: a warm process that has imported its libraries, and a confined fork of it per session."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from grader.child import confine, libraries, rooms, wire
from grader.core.errors import NoRoomError, RunCancelledError, SandboxError, SandboxLostError
from grader.core.layers import Layer
from grader.core.limits import Limits, NotebookLimits
from grader.sandbox import bubblewrap, doctor, launch, scratch
from grader.sandbox.process import Child, process_of
from grader.sandbox.refusal import LOOK, refuse_secrets, refuse_weak
from grader.sandbox.room import REMEDY, Room
from grader.sandbox.scratch import Disk, disk_size
from grader.sandbox.session import Session

_LOST = "the sandbox's warm process was ended from outside, for want of memory or by hand"
_START_SECONDS = 120.0


class Sandbox:
    """Runs students' code confined. A context manager; `open` may be called by many threads at once.

    libraries: the distributions that the code may import and read. secrets: paths that it must never reach.
    allow_weak: go on where the machine cannot confine it well enough. handouts: the lab's modules, by file name; they
    are imported once, and used by the sessions that are opened with the same files. Raises SandboxError.
    """

    _without: Sequence[str] = ()  # layers left out, to test the others; they then count as missing

    def __init__(
        self,
        libraries: Sequence[str],
        *,
        secrets: Sequence[Path] = (),
        allow_weak: bool = False,
        handouts: Mapping[str, bytes] | None = None,
    ) -> None:
        if sys.platform != "linux":
            raise SandboxError(f"student code cannot be confined on {sys.platform}: {LOOK}, {doctor.WAYS_OUT}")
        confine.hide()
        self._libraries = tuple(libraries)
        self._handouts = dict(handouts or {})
        self._secrets = tuple(Path(secret).resolve() for secret in secrets)
        self._lock = threading.Lock()
        self._serial = 0
        self._packed = wire.Packed()
        self._warm = -1  # a descriptor of the warm process
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._cancelled = False
        self._generation = 0  # of the warm process
        self._lost = False
        self._base, self._claim = _make_base()
        self._room = Room(self._base)
        try:
            self._room.require()
            self._start()
            self._room.shared = not any(layer.name == "own disk" and layer.holds for layer in self.layers)
            if not allow_weak:
                refuse_weak(self.rung, self._secrets, self._readable)
        except BaseException:
            self.close()
            raise

    def open(
        self,
        files: Mapping[str, bytes] | None = None,
        limits: Limits | None = None,
        notebook: NotebookLimits | None = None,
        scratch: int = 0,
    ) -> Session:
        """A fresh session with these files in its scratch folder; the lab's modules among them are imported at once.

        limits: of a cell or a question that comes without its own. notebook: of all of them; only the CPU time is
        looked after here. scratch: the most bytes of files that any question will allow, where that is more.
        """
        limits, files, cpu = limits or Limits(), files or {}, (notebook or NotebookLimits()).cpu
        for name in files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
                raise SandboxError(f"a file of the submission is called {name!r}; names must be relative")
        most = max(scratch, limits.scratch)
        claim, disk = self._room.claim(most), disk_size(most, files)
        try:
            try:
                session = self._session(limits, cpu, disk, claim)
            except SandboxError:  # once more, where another warm process is started if this one was lost
                session = self._session(limits, cpu, disk, claim)
            try:
                if files:
                    session.put(files)
            except BaseException:
                session.close()
                raise
        except BaseException:
            self._room.release(claim)
            raise
        return session

    def _session(self, limits: Limits, cpu: float, disk: Disk, claim: int) -> Session:
        ours, theirs = socket.socketpair()  # anew at each try: a child of the last one might still write to its own
        with theirs:
            try:
                child = self._fork(limits, cpu, disk, ours, theirs)
                return Session(child, limits, self._packed, cpu, self._room, claim)
            except BaseException:
                ours.close()
                raise

    def cancel(self) -> None:
        """End all sessions at once, without waiting for a lock; using one raises RunCancelledError. Then `close`."""
        self._cancelled = True
        self._kill()

    def _check_cancelled(self) -> None:
        if self._cancelled:
            raise RunCancelledError

    def close(self) -> None:
        """End the warm process with all its sessions, and remove every trace of them."""
        with self._lock:
            if self._control is not None:
                self._control.close()
                self._control = None
            if self._process is not None:
                try:
                    self._process.wait(10 if self._warm >= 0 else 0)  # before it is ready it does not listen
                except subprocess.TimeoutExpired:
                    self._kill()
                    self._process.wait()
            if self._warm >= 0:
                os.close(self._warm)
                self._warm = -1
            sessions = self._base / "sessions"
            if sessions.is_dir():
                for folder in sessions.iterdir():
                    scratch.remove(str(folder))
            shutil.rmtree(self._base, ignore_errors=True)
            if self._claim >= 0:
                os.close(self._claim)
                self._claim = -1

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self) -> None:
        """Start the warm process, and wait until it has imported everything."""
        found = libraries.find(self._libraries)
        home, sessions = self._base / "home", self._base / "sessions"
        home.mkdir(exist_ok=True)
        sessions.mkdir(exist_ok=True)
        for name, data in self._handouts.items():
            (home / name).write_bytes(data)
        readable = [*found.roots, *rooms.roots(launch.PACKAGE), str(home)]
        refuse_secrets(self._secrets, readable)
        self._readable = readable
        missing = "left out on purpose" if "bubblewrap" in self._without else bubblewrap.unusable()
        prefix = [] if missing else bubblewrap.world(readable, [str(sessions), str(home)])
        config = {
            "readable": readable,
            "sessions": str(sessions),
            "home": str(home),
            "search": launch.search_path(),
            "modules": {**found.modules, **rooms.modules(launch.PACKAGE)},
            "preload": _preload(found.names),
            "handouts": list(self._handouts),
            "without": list(self._without),
            "bubblewrap": f"!{missing}" if missing else str(self._base / "log"),
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = ours
        with theirs, (self._base / "log").open("wb") as log:
            self._process = launch.start("forkserver", config, home, theirs.fileno(), prefix, stdout=log, stderr=log)
        ours.settimeout(_START_SECONDS)
        try:
            facts, [self._warm] = wire.fetch(ours)
        except (EOFError, OSError, ValueError) as error:
            last = (self._base / "log").read_text(errors="replace").strip()[-1000:]
            raise SandboxError(f"the sandbox did not start: {last or error}") from None
        self.layers = [Layer(**layer) for layer in facts["layers"]]
        self.rung = doctor.rung(self.layers)
        self._sizes = facts["space"] + confine.SLACK, facts["data"]

    def _start_again(self) -> None:
        """Put another warm process in the place of one that has ended; a second one where that is ended too."""
        for last in (False, True):
            if self._control is not None:
                self._control.close()
            self._kill()
            if self._process is not None:
                self._process.wait()
            if self._warm >= 0:
                os.close(self._warm)
                self._warm = -1
            self._generation += 1
            self._check_cancelled()
            try:
                self._start()
                break
            except (SandboxError, OSError):
                if last:
                    raise
        self._lost = False

    def _kill(self) -> None:
        """End the warm process at once; under bubblewrap it is not the process that we started."""
        with suppress(OSError):
            if self._warm >= 0:
                signal.pidfd_send_signal(self._warm, signal.SIGKILL)
        if self._process is not None:
            self._process.kill()

    def _fork(self, limits: Limits, cpu: float, disk: Disk, ours: socket.socket, theirs: socket.socket) -> Child:
        with self._lock:
            if self._control is None:
                raise SandboxError("this sandbox is closed")
            self._check_cancelled()
            if self._lost:
                self._start_again()
            self._serial += 1
            folder = self._base / "sessions" / str(self._serial)
            folder.mkdir(mode=0o700)
            budget = {"memory": limits.memory, "scratch": limits.scratch, "cpu": cpu, **disk}
            order = {"op": "fork", "folder": str(folder), **budget}
            answer, descriptors = self._request(order, [theirs.fileno()])
            generation = self._generation
        if "forked" not in answer:
            scratch.remove(str(folder))
            raise SandboxError(str(answer["error"]))
        [pidfd] = descriptors
        try:
            pid = process_of(pidfd)
        except BaseException:
            os.close(pidfd)
            scratch.remove(str(folder))
            raise
        reap = partial(self._reap, answer["forked"], generation)
        own_disk = any(layer.name == "own disk" and layer.holds for layer in self.layers)
        return Child(pid, pidfd, ours, str(folder), *self._sizes, own_disk, reap)

    def _reap(self, pid: int, generation: int) -> Mapping[str, Any]:
        """What a dead child has used. Raises SandboxLostError where its warm process is no more."""
        with self._lock:
            self._check_cancelled()
            if self._control is None or generation != self._generation:
                raise SandboxLostError(_LOST)
            return self._request({"op": "reap", "pid": pid})[0]

    def _request(self, order: dict[str, Any], descriptors: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        assert self._control is not None
        try:
            wire.post(self._control, order, list(descriptors))
            answer, received = wire.fetch(self._control)
            if "forked" in answer and len(received) != 1:
                raise OSError(errno.EMFILE, "no descriptor is left for a process")
            return answer, received
        except BaseException as error:  # whatever it was, the next answer might be this order's
            self._lost = True
            self._check_cancelled()
            if isinstance(error, EOFError | OSError):
                raise SandboxLostError(f"{_LOST} ({error})" if str(error) else _LOST) from error
            raise


def _make_base() -> tuple[Path, int]:
    """Make the folder of a sandbox. Raises NoRoomError where the disk is full."""
    try:
        return scratch.make_base()
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        place = tempfile.gettempdir()
        raise NoRoomError(f"no room in {place}: {error.strerror}; {REMEDY}") from error


def _preload(names: Sequence[str]) -> list[str]:
    """What the warm process imports for every session; torch and Keras only where the lab allows them."""
    alone = [name for name in ("numpy", "torch", "keras") if name in names]
    return [*alone, *(["matplotlib.pyplot", "grader.viz"] if "matplotlib" in names else [])]
