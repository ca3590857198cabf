"""Test which layers of confinement work on this machine, and grade them together on a ladder."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.child import libraries, rooms
from grader.child.selftest import LOST
from grader.core.errors import SandboxError
from grader.core.layers import Layer
from grader.sandbox import bubblewrap, launch

#: The ladder, strongest first: what each rung consists of, and what it leaves open.
RUNGS = {
    "A": "bubblewrap, Landlock and seccomp: nothing outside can be read, changed, reached or even seen",
    "B": "Landlock and seccomp: nothing outside can be read, changed or reached; guessed paths can be seen to exist",
    "C": "an older Landlock and seccomp: as B, but seccomp alone guards the network and files against being emptied",
    "D": "bubblewrap and seccomp: nothing outside can be seen, but students' folders are open to each other",
    "E": "another user and seccomp: files are as safe as their permissions, so keep solutions at mode 0700",
    "F": "seccomp alone: a student's code can read every file that you can, answers among them",
    "G": "no confinement: a student's code can do whatever you can",
}
#: The weakest rung that grades without --allow-weak-sandbox.
WEAKEST = "E"
WAYS_OUT = (
    "grade on a Linux machine or in a container that has it, "
    "or pass --allow-weak-sandbox if you trust every student's code with all that you can read"
)


def layers(without: Sequence[str] = ()) -> list[Layer]:
    """Test every layer in a process of its own. without: layers to leave out on purpose."""
    if sys.platform != "linux":
        reason = f"this is {sys.platform}; the sandbox needs Linux (a virtual machine, WSL 2 or a container will do)"
        return [Layer(name, False, reason, lost) for name, lost in LOST.items()]
    with tempfile.TemporaryDirectory(prefix="descent-") as folder:
        base = Path(folder).resolve()
        for name in ("sessions", "home"):
            (base / name).mkdir()
        missing = "left out on purpose" if "bubblewrap" in without else bubblewrap.unusable()
        readable = [*libraries.standard_library(), *rooms.roots(launch.PACKAGE)]
        config = {
            "readable": readable,
            "sessions": str(base / "sessions"),
            "without": list(without),
            "bubblewrap": f"!{missing}" if missing else str(base / "outside"),
        }
        (base / "outside").touch()
        prefix = [] if missing else bubblewrap.world(readable, [str(base / "sessions"), str(base / "home")])
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = launch.start("selftest", config, base / "home", prefix=prefix, **pipes)
        out, err = process.communicate()
    if process.returncode:
        raise SandboxError(f"the layers could not be tried: {err.decode(errors='replace').strip()[-500:]}")
    return [Layer(**found) for found in json.loads(out)]


def rung(found: Sequence[Layer] | None = None) -> str:
    """The rung of the ladder, "A" to "G", that these layers (default: this machine's) make."""
    holding = {layer.name for layer in (layers() if found is None else found) if layer.holds}
    if not {"rlimits", "pidfd", "seccomp"} <= holding:
        return "F" if "seccomp" in holding else "G"
    landlock, bubblewrap = "Landlock files" in holding, "bubblewrap" in holding
    if landlock and "Landlock truncate" in holding:
        return "A" if bubblewrap else "B"
    if landlock:
        return "C"
    if bubblewrap:
        return "D"
    return "E" if "other user" in holding else "F"
