"""Build the bubblewrap command that starts the warm process in namespaces of its own, with few paths bound into them.

An optional outer layer. Landlock forbids to open files; only this hides that they exist.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from functools import cache
from importlib import util
from pathlib import Path

from grader.child.libraries import standard_folders

#: What an interpreter needs to start, where a system has it.
_RUNTIME = """
    /lib /lib64 /lib32 /usr/lib /usr/lib64 /usr/local/lib /etc/ld.so.cache /etc/localtime /sbin/ldconfig
"""
_SECONDS = 10


@cache
def unusable() -> str:
    """Run bubblewrap once; return why it cannot be used here, or ""."""
    if _program() is None:
        return "the program bwrap is not installed (an optional package called bubblewrap)"
    try:
        done = subprocess.run(
            [*world([], []), sys.executable, "-I", "-c", "pass"], capture_output=True, timeout=_SECONDS, text=True
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap does not run: {error}"
    return f"bwrap does not run here: {done.stderr.strip()[-200:]}" if done.returncode else ""


def _program() -> str | None:
    """Find the program in this process's PATH, which the warm process does not share (conda, nix), or None."""
    found = shutil.which("bwrap")
    return os.path.abspath(found) if found else None


def world(readable: Sequence[str], writable: Sequence[str]) -> list[str]:
    """The command prefix under which a process sees these paths and an interpreter's runtime, and nothing else."""
    program = [
        _program() or "bwrap",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-net",
        "--hostname",
        "sandbox",
    ]
    program += ["--proc", "/proc", "--dev", "/dev"]
    runtime = _runtime()
    for path in runtime:
        program += ["--ro-bind-try", path, path]
    for place in _collections():
        program += ["--tmpfs", str(place)]
    for path in bound(readable)[len(runtime) :]:
        program += ["--ro-bind-try", path, path]
    for path in writable:
        program += ["--bind", path, path]
    return [*program, "--"]


def bound(readable: Sequence[str]) -> list[str]:
    """The paths that can be read in that world; folders of other people's packages among them are emptied."""
    compiler = util.find_spec("pyseccomp")  # needed before a process is confined, never after
    named = [*readable, *([compiler.origin] if compiler and compiler.origin else [])]
    return _runtime() + [path for path in named if not path.startswith("/dev/") and not _in_standard_library(path)]


def _runtime() -> list[str]:
    return [*_RUNTIME.split(), *_interpreter()]


def _interpreter() -> list[str]:
    """The files that start this Python: its programs, its shared library, its standard library, its environment."""
    places = [Path(sys.executable).parent, Path(sys.executable).resolve().parent, Path(sys.prefix, "pyvenv.cfg")]
    folders = (sysconfig.get_config_var("LIBDIR") or "", Path(sys.base_prefix, "lib"))
    names = [sysconfig.get_config_var(key) for key in ("LDLIBRARY", "INSTSONAME")]
    places += [Path(folder, name) for folder in folders for name in names if folder and name]
    return [str(place) for place in dict.fromkeys([*places, *standard_folders()]) if place.exists()]


def _collections() -> list[Path]:
    """Folders of other people's packages inside what was bound; the allowed ones are bound into them anew."""
    found = {place for folder in standard_folders() for place in folder.glob("*-packages")}
    found |= {place for folder in ("/usr", "/usr/local") for place in Path(folder).glob("l*/python3*/*-packages")}
    return sorted(found)


def _in_standard_library(path: str) -> bool:
    return "-packages" not in path and any(folder in Path(path).parents for folder in standard_folders())
