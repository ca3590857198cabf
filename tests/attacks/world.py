"""Isolate weakened builds in a bubblewrap: nothing outside of it can be changed, reached or signalled."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from grader.sandbox import bubblewrap

ROOT = Path(__file__).resolve().parents[2]
_WRITABLE = ("/tmp", "/var/tmp", "/run")  # empty folders that vanish with it


def command() -> list[str]:
    """Build the prefix of a command that runs it there: no capabilities, no network, own processes, all read-only.

    Raises RuntimeError where bubblewrap cannot be used.
    """
    why = bubblewrap.unusable()
    if why:
        raise RuntimeError(why)
    words = ["bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--die-with-parent"]
    words += ["--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    for folder in _WRITABLE:
        words += ["--tmpfs", folder]
    for place in dict.fromkeys((str(ROOT), sys.prefix, sys.base_prefix)):
        words += ["--ro-bind", place, place]
    return [*words, "--chdir", str(ROOT), "--"]


def environment() -> dict[str, str]:
    """Build the environment of a Python there, with the packages of this one."""
    packages = [path for path in sys.path if path.endswith("-packages")]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **dict.fromkeys(("TMPDIR", "HOME"), "/tmp"),
    }


def refuse_outside() -> None:
    """Raise RuntimeError unless this process runs there."""
    first = Path("/proc/1/comm").read_text(encoding="ascii").strip()
    networks = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text("ascii").splitlines()[2:]]
    if first != "bwrap" or networks != ["lo"] or os.access("/", os.W_OK):
        raise RuntimeError(f"attacks are let through in a world of their own only; here are {first} and {networks}")
