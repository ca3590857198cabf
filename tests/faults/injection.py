"""Let system calls of the grader fail with strace, while it grades a class of right notebooks."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from tests.faults.twelve import COUNT, make_class

#: Whose calls fail: those of the grader's process with its threads, of its fork server, of that and its children.
Whom = Literal["parent", "fork server", "children"]
#: Seconds after which a run counts as hanging.
_HANGS = 120.0
_OPTIONS: Mapping[Whom, tuple[str, ...]] = {
    "parent": ("-f", "-b", "execve"),  # not the programs that it starts
    "fork server": (),
    "children": ("-f",),
}
#: The ways in which a call fails, by what it does; else there is no memory or the device is broken.
_ERRORS = {
    "ENOSPC": "write pwrite64 mkdir mkdirat rename renameat openat open link linkat ftruncate chmod sendmsg sendto",
    "EMFILE": "openat open socketpair pidfd_open recvmsg dup dup2 dup3 pipe2 fcntl landlock_create_ruleset",
    "EAGAIN": "clone clone3 fork vfork prlimit64",
    "ECONNRESET": "recvfrom sendto recvmsg sendmsg read",
}
_ELSE = ("ENOMEM", "EIO")
#: Calls that cannot fail for want of anything: the C library ends the process if they do, or never looks. And mmap: a
#: thread of Python's that has no memory for its first step never says that it runs, and whoever started it waits.
NEVER = frozenset(["futex", "mmap", "exit", "exit_group", "restart_syscall", "rt_sigreturn"])


def errors_of(call: str) -> list[str]:
    """The errors to try for a call."""
    return [*(error for error, calls in _ERRORS.items() if call in calls.split()), *_ELSE]


def unusable() -> str:
    """Why calls cannot be made to fail here, or ""."""
    if not shutil.which("strace"):
        return "strace is not installed"
    command = ["strace", "-qq", "-o", os.devnull, "-e", "inject=getppid:error=EIO:when=9", "true"]
    if subprocess.run(command, capture_output=True).returncode:
        return "strace may not trace here"
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            attached = subprocess.Popen(["strace", "-qq", "-o", os.devnull, "-p", str(sleeper.pid)])
            time.sleep(0.2)
            refused = attached.poll() is not None
            attached.kill()
            attached.wait()
        finally:
            sleeper.kill()
    return "strace may not attach to a process here" if refused else ""


class Machine:
    """A process that grades twelve right notebooks as often as it is asked, on a machine that can be made to fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_class(folder)
        self._driver: subprocess.Popen[bytes] | None = None
        self.warm = 0

    def run(self, **order: Any) -> dict[str, Any] | None:
        """Grade the class; None where the process has died of it."""
        if self._driver is None:
            self._start()
        assert self._driver is not None
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        line = b""
        with suppress(OSError):
            self._driver.stdin.write(json.dumps(order).encode() + b"\n")
            self._driver.stdin.flush()
            ready, _, _ = select.select([self._driver.stdout], [], [], _HANGS)
            if not ready:
                self.close()
                raise RuntimeError(f"no grades after {_HANGS:g} s; {self._log()}")
            line = self._driver.stdout.readline()
        if not line.endswith(b"\n"):
            self.close()
            return None
        answer: dict[str, Any] = json.loads(line)
        self.warm = answer["warm"]
        return answer

    def fresh(self) -> None:
        """Grade the class once without a fault, so that what follows finds a sandbox that runs."""
        for _ in range(2):
            if self.warm and self._driver is not None:
                return
            self.run()
        assert self.warm, self._log()

    @contextmanager
    def failing(self, whom: Whom, call: str, error: str, when: str) -> Iterator[None]:
        """Let a call fail. when: strace's word for which calls of each thread fail, "3" or "1+"."""
        with self._traced(
            whom, "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}"
        ):
            yield

    def count_calls(self, whom: Whom, **order: Any) -> dict[str, int]:
        """How often each system call is made while the class is graded."""
        self.fresh()
        with tempfile.NamedTemporaryFile() as table:
            with self._traced(whom, "-c", "-U", "name,calls", "-o", table.name):
                assert self.run(**order)
            rows = [line.split() for line in Path(table.name).read_text().splitlines()]
        return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit() and row[0] != "total"}

    @contextmanager
    def _traced(self, whom: Whom, *options: str) -> Iterator[None]:
        assert self._driver is not None
        pid = self._driver.pid if whom == "parent" else self.warm
        with subprocess.Popen(["strace", "-qq", *_OPTIONS[whom], *options, "-p", str(pid)]) as strace:
            try:
                status = Path(f"/proc/{pid}/status")
                while "TracerPid:\t0\n" in status.read_text():
                    assert strace.poll() is None, "strace did not attach"
                    time.sleep(0.005)
                yield
            finally:
                strace.send_signal(signal.SIGINT)

    def _start(self) -> None:
        command = [sys.executable, "-m", "tests.faults.twelve", str(self.folder)]
        root = Path(__file__).parents[2]
        with (self.folder / "log").open("ab") as log:
            self._driver = subprocess.Popen(
                command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0
            )
        self.warm = 0

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]

    def close(self) -> None:
        """End the process."""
        if self._driver is not None:
            self._driver.kill()
            with self._driver:
                pass
            self._driver = None


def lost_points(machine: Machine, answer: dict[str, Any] | None) -> list[str]:
    """What is wrong about a run under a fault and the run that resumes it: points that right notebooks lost."""
    found = []
    for name, grade in (answer or {"grades": {}})["grades"].items():
        if grade["statuses"] == ["grader error"] and grade["fault"]:
            continue
        if not grade["full"]:
            found.append(f"{name}: {grade['statuses']}, {grade['points']:g} points: {grade['messages']}")
    resumed = machine.run(resume=True)
    if resumed is None or resumed["ended"]:
        return [*found, f"the run that resumes it ended: {resumed and resumed['ended']}"]
    if len(resumed["grades"]) != COUNT:
        found.append(f"resumed: {len(resumed['grades'])} grades")
    return found + [
        f"{name}, resumed: {g['statuses']}: {g['messages']} {g['fault']}"
        for name, g in resumed["grades"].items()
        if not g["full"]
    ]
