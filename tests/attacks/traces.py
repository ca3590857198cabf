"""Compare what an attack may have touched outside its process before and after it."""

from __future__ import annotations

import glob
import hashlib
import os
import resource
import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

#: Where code would leave files for others, or for later.
PUBLIC = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/run/user")


def contents(root: Path, apart: Path) -> dict[str, Any]:
    """Read every file and folder below `root`, except below `apart`: bytes, mode, owner, times, links."""
    found: dict[str, Any] = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == apart:
            folders.clear()
            continue
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            if path == str(apart):
                continue
            state = os.lstat(path)
            facts = (state.st_mode, state.st_uid, state.st_nlink)
            if name in folders or os.path.islink(path):
                found[path] = facts
            else:
                data = hashlib.sha256(Path(path).read_bytes()).hexdigest()
                found[path] = (*facts, state.st_mtime_ns, state.st_size, data)
    return found


def left_in_public(token: str) -> list[str]:
    """List files with this text in their names in world-writable folders."""
    return sorted(path for folder in PUBLIC for path in glob.glob(f"{folder}/*{token}*"))


def descendants(pid: int) -> set[int]:
    """List every process that this one has started, directly or not, zombies included."""
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def state_of(pid: int) -> dict[str, Any]:
    """Read what other processes might change about one: whether it runs, its niceness, processors and limits."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return {
        "stopped or dead": fields[0] in "TtZX",
        "niceness": fields[16],
        "processors": sorted(os.sched_getaffinity(pid)),
        "scheduler": os.sched_getscheduler(pid),
        "limits": Path(f"/proc/{pid}/limits").read_text(),
        "threads": len(os.listdir(f"/proc/{pid}/task")),
    }


def descriptors(pid: int) -> list[str]:
    """List the open descriptors of a process by number, without the one used for listing."""
    found = []
    for number in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(f"{number} {os.readlink(f'/proc/{pid}/fd/{number}')}")
        except OSError:
            continue
    return sorted(found)


def of_this_process() -> dict[str, Any]:
    """Read what student code must not change about the grader's process."""
    return {
        "folder": os.getcwd(),
        "environment": dict(os.environ) | {"PYTEST_CURRENT_TEST": ""},
        "signals": {number: str(signal.getsignal(number)) for number in signal.valid_signals()},
        "files' mode": _umask(),
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "limits": [resource.getrlimit(kind) for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)],
        "shared memory": Path("/proc/sysvipc/shm").read_text().count("4711"),
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Describe the differences in words."""
    found = []
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += [f"{name}: {line}" for line in differences(old, new)]
        elif old != new:
            found.append(f"{name} was {str(old)[:300]}, is {str(new)[:300]}")
    return sorted(found)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def settled(look: Callable[[], Mapping[str, Any]], before: Mapping[str, Any], tries: int = 100) -> list[str]:
    """Return the differences that persist; wait up to `tries` times 20 ms for processes that are ending."""
    pause = threading.Event()
    found = differences(before, look())
    while found and tries:
        pause.wait(0.02)
        tries -= 1
        found = differences(before, look())
    return found
