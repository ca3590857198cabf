"""The same attacks where the grader is an ordinary user: what root may do protects nothing then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.attacks.catalog import attacks
from tests.attacks.table import FAMILIES

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="the other tests run as an ordinary user already"
    ),
]


def as_nobody(python: str, *arguments: str, folder: str) -> subprocess.CompletedProcess[str]:
    """Run Python as a user to whom nothing here belongs, with the packages that we have."""
    packages = [path for path in sys.path if path.endswith("-packages")]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), *packages]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": folder,
        "TMPDIR": folder,
        "DESCENT_WITHOUT": os.environ.get("DESCENT_WITHOUT", ""),
    }
    return subprocess.run(
        [python, *arguments], cwd=ROOT, env=environment, user=NOBODY, group=NOBODY, extra_groups=[], text=True,
        capture_output=True, umask=0o077,
    )  # fmt: skip


@cache
def interpreter() -> str:
    """A Python of our version that another user may run with our packages, or ""."""
    probe = f"import sys, numpy, IPython, tests.attacks.stage; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    name = "python{}.{}".format(*sys.version_info)
    for python in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            if as_nobody(python, "-c", probe, folder="/").returncode == 0:
                return python
        except OSError:
            continue
    return ""


@pytest.mark.parametrize("family", FAMILIES)
def test_attacks_come_to_nothing_where_the_grader_is_an_ordinary_user(family: str) -> None:
    python = interpreter()
    if not python:
        pytest.skip("no Python and packages that another user may read: the environment lies in a private folder")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        done = as_nobody(python, "-m", "tests.attacks", family, folder=folder)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert os.listdir(folder) == []
    assert len(found) > len([name for name in attacks() if name.startswith(f"{family}/")]) * 0.8
    assert {name: faults for name, faults in found.items() if faults} == {}
