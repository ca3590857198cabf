"""Run the suite's Python as a user who owns no file here."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.attacks.stage import SWITCH

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def as_nobody(python: str, *arguments: str, folder: str, rung: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python as another user, with the packages of this process. rung: to emulate; default: the machine's own."""
    packages = [path for path in sys.path if path.endswith("-packages")]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": folder,
        "TMPDIR": folder,
        SWITCH: rung or os.environ.get(SWITCH, ""),
    }
    return subprocess.run(
        [python, *arguments], cwd=ROOT, env=environment, user=NOBODY, group=NOBODY, extra_groups=[], text=True,
        capture_output=True, umask=0o077,
    )  # fmt: skip


@cache
def interpreter() -> str:
    """Find a Python of this version that another user may run with the packages of this one, or ""."""
    probe = f"import sys, numpy, IPython, tests.attacks.stage; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    name = "python{}.{}".format(*sys.version_info)
    for python in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            if as_nobody(python, "-c", probe, folder="/").returncode == 0:
                return python
        except OSError:
            continue
    return ""
