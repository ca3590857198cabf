"""Test every layer of the confinement: in a fork, apply it alone, then attempt what it should forbid."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.child import confine, landlock, seccomp, syscalls, tmpfs
from grader.child.confine import Budget, Prepared

_SECONDS = 10
#: Name of a layer -> the risk without it, as the doctor reports it.
LOST = {
    "rlimits": "a student's code can take all memory and fill the disk before the watchdog sees it",
    "pidfd": "a process cannot be ended for certain, because its number may meanwhile belong to another",
    "seccomp": "a student's code can start programs, open network connections and reach into the grader's process",
    "Landlock files": "a student's code can read every file that you can: solutions, other students' work, the seed",
    "Landlock truncate": "files that may be read might be emptied; seccomp alone has to prevent it",
    "Landlock TCP": "only seccomp keeps a student's code off the network",
    "Landlock signals": "only seccomp keeps a student's code from ending other processes",
    "own disk": "a student's code can write a little more than its limit, onto the disk, before the watchdog sees it",
    "other user": "without Landlock, file permissions do not keep a student's code from your files either",
    "bubblewrap": "a student's code can find out whether a file exists and how large it is, if it guesses the path",
}


def main(_: int) -> None:
    """Read the configuration from stdin, test every layer, and print the results."""
    config = json.load(sys.stdin.buffer)
    prepared = confine.prepare(config["readable"], config["sessions"], config["without"])
    print(json.dumps(layers(prepared, Path(config["sessions"]), config["bubblewrap"], config["without"])))


def layers(prepared: Prepared, sessions: Path, bubblewrap: str, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Test which layers hold in this process; a dict per layer with name, holds, detail, lost.

    sessions: the folder of scratch folders; a secret file is put beside it.
    bubblewrap: path of a file that bubblewrap should hide, or "!" and the reason why it is not used.
    without: layers left out on purpose.
    """
    secret = sessions.parent / "secret"
    secret.write_text("secret", encoding="ascii")
    secret.chmod(0o600)
    scratch = sessions / "trial"
    scratch.mkdir(exist_ok=True)
    place = str(scratch)
    found = {
        "rlimits": _fork_and_try(lambda: _try_limits(prepared, place)),
        "pidfd": _fork_and_try(_try_pidfd),
        "seccomp": seccomp.available()
        or _left_out(not prepared.program)
        or _fork_and_try(lambda: _try_calls(prepared)),
        "Landlock files": _no_landlock(prepared, without, "Landlock files")
        or _fork_and_try(lambda: _try_files(prepared, place, secret)),
        "Landlock truncate": _no_landlock(prepared, without, "Landlock truncate")
        or _fork_and_try(lambda: _try_truncate(prepared, place)),
        "Landlock TCP": _no_landlock(prepared, without, "Landlock TCP")
        or _fork_and_try(lambda: _try_tcp(prepared, place)),
        "Landlock signals": _no_landlock(prepared, without, "Landlock signals")
        or _fork_and_try(lambda: _try_signals(prepared, place)),
        "own disk": _left_out("own disk" in without) or _fork_and_try(lambda: _try_own_disk(prepared, place)),
        "other user": _left_out("other user" in without) or _fork_and_try(lambda: _try_other_user(secret)),
        "bubblewrap": bubblewrap[1:]
        if bubblewrap.startswith("!")
        else _fork_and_try(lambda: _try_hidden_path(Path(bubblewrap))),
    }
    secret.unlink()
    for leftover in scratch.iterdir():
        leftover.unlink()
    scratch.rmdir()
    return [
        {"name": name, "holds": not fault, "detail": fault or "tried: holds", "lost": LOST[name]}
        for name, fault in found.items()
    ]


def _fork_and_try(trial: Callable[[], str]) -> str:
    """Run a trial in a fork; the reason why the layer does not hold, or "" where it does."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            signal.alarm(_SECONDS)
            theirs = confine.move_descriptor(theirs)
            try:
                fault = trial()
            except BaseException as error:
                fault = f"{type(error).__name__}: {error}"
            os.write(theirs, fault.encode()[:500] or b"\0")
        finally:
            os._exit(0)
    os.close(theirs)
    with open(ours, "rb") as answer:
        report = answer.read()
    os.waitpid(pid, 0)
    return report.strip(b"\0").decode(errors="replace") if report else "the trial ended without a word"


def _refused(act: Callable[[], Any], what: str) -> str:
    """Attempt an act; "" where it raises PermissionError, else what was possible."""
    try:
        act()
    except PermissionError:
        return ""
    except OSError as error:
        return f"{what} failed for another reason: {error.strerror}"
    return f"{what} was possible"


def _left_out(left_out: bool) -> str:
    return "left out on purpose" if left_out else ""


def _no_landlock(prepared: Prepared, without: Sequence[str], layer: str) -> str:
    abi, needed = prepared.abi, landlock.SINCE[layer]
    if abi < needed <= landlock.version():
        return _left_out(any(name in landlock.SINCE for name in without))
    if not abi:
        return "this kernel has no Landlock (Linux 5.13 or later, and enabled in its list of security modules)"
    return "" if abi >= needed else f"Landlock's version {abi} is too old; version {needed} is needed"


def _try_limits(prepared: Prepared, scratch: str) -> str:
    import mmap

    os.chdir(scratch)
    confine.limit(prepared, Budget(memory=64 << 20, scratch=1 << 16, cpu=_SECONDS))
    with suppress(OSError, MemoryError):
        mmap.mmap(-1, confine.SLACK + (128 << 20)).close()
        return "more memory could be had than the limit"
    with suppress(OSError), open("large", "wb", buffering=0) as file:
        file.write(b"0" * (1 << 16))
        if file.write(b"0" * (1 << 16)):
            return "a file could be larger than the limit"
    return ""


def _try_pidfd() -> str:
    os.close(os.pidfd_open(os.getpid()))
    return "" if hasattr(signal, "pidfd_send_signal") else "this Python cannot send a signal through one"


def _try_calls(prepared: Prepared) -> str:
    parent = os.getppid()
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    confine.restrict_calls(prepared)

    def fork() -> None:
        if not os.fork():
            os._exit(0)

    return (
        _refused(fork, "starting a process")
        or _refused(lambda: os.execv("/bin/true", ["true"]), "starting a program")
        or _refused(lambda: socket.socket().close(), "opening a socket")
        or _refused(lambda: os.kill(parent, 0), "sending a signal to another process")
    )


def _apply_landlock(prepared: Prepared, scratch: str) -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    os.dup2(prepared.rules, confine.RULES)
    confine.restrict_files(prepared, scratch)


def _try_files(prepared: Prepared, scratch: str, secret: Path) -> str:
    _apply_landlock(prepared, scratch)
    Path(scratch, "allowed").write_text("x", encoding="ascii")
    return (
        _refused(secret.read_bytes, "reading a file")
        or _refused(lambda: os.listdir(secret.parent), "listing a folder")
        or _refused(lambda: Path(secret.parent, "new").write_bytes(b""), "writing a file")
        or _refused(secret.unlink, "deleting a file")
        or _refused(lambda: os.listdir(Path(__file__).parents[1]), "listing the grader's package")
    )


def _try_truncate(prepared: Prepared, scratch: str) -> str:
    victim = Path(scratch).parent.parent / "readable"
    victim.write_bytes(b"x")
    try:
        _apply_landlock(prepared, scratch)
        return _refused(lambda: os.truncate(victim, 0), "emptying a file")
    finally:
        with suppress(OSError):
            victim.unlink()


def _try_tcp(prepared: Prepared, scratch: str) -> str:
    _apply_landlock(prepared, scratch)
    with socket.socket() as link:
        return _refused(lambda: link.connect(("127.0.0.1", 9)), "connecting to a port")


def _try_signals(prepared: Prepared, scratch: str) -> str:
    parent = os.getppid()
    _apply_landlock(prepared, scratch)
    return _refused(lambda: os.kill(parent, 0), "sending a signal to another process")


def _try_own_disk(prepared: Prepared, scratch: str) -> str:
    """Fill a file system with bytes, then with entries, and look whether it is there and holds no more than it may."""
    before = os.stat(scratch).st_dev
    tmpfs.mount(scratch, 1 << 16, 8)
    os.chdir(scratch)
    if os.stat(".").st_dev == before:
        return "the scratch folder is on the same file system as before"

    def fill() -> None:
        with open("large", "wb", buffering=0) as file:
            while file.tell() <= 1 << 16:
                file.write(b"0" * (1 << 12))

    def clutter() -> None:
        for number in range(9):
            os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY, 0o600))

    confine.give_up_privileges(replace(prepared, own_disk=True))
    return _no_room(fill, "a file larger than the limit") or _no_room(clutter, "more files than the limit")


def _no_room(act: Callable[[], Any], what: str) -> str:
    """Attempt an act; "" where there is no room for it, else what was possible."""
    try:
        act()
    except OSError as error:
        return "" if error.errno == errno.ENOSPC else f"{what} failed for another reason: {error.strerror}"
    return f"{what} was possible"


def _try_other_user(secret: Path) -> str:
    if os.geteuid() != 0:
        return "only root can hand a process to another user"
    confine.become_nobody()
    return _refused(secret.read_bytes, "reading a file of mode 0600")


def _try_hidden_path(outside: Path) -> str:
    return "a path outside could be seen" if outside.exists() else ""
