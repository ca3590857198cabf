"""Test attacks where the grader is an ordinary user, without the protection of root's rights."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest

from tests.attacks.catalog import attacks
from tests.attacks.table import FAMILIES
from tests.attacks.users import NOBODY, as_nobody, interpreter

#: The data set of the training runs, which the grader keeps for its user.
KEPT = ".cache/descent-labs/mnist-5k/mnist-5k.npz"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0, reason="the other tests run as an ordinary user already"
    ),
]


#: Families that share a process and a stage, which take longer to start than many attacks together; about as long each.
TOGETHER = (("exhausting", "reading"), ("notebook", "forging"), ("earning", "lying", "escaping"))


def test_every_family_is_tried_once() -> None:
    assert sorted(family for families in TOGETHER for family in families) == sorted(FAMILIES)


@pytest.mark.parametrize("families", TOGETHER, ids="-".join)
def test_attacks_fail_where_the_grader_is_an_ordinary_user(families: tuple[str, ...]) -> None:
    python = interpreter()
    if not python:
        pytest.skip("no Python and packages that another user may read: the environment lies in a private folder")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, NOBODY, NOBODY)
        done = as_nobody(python, "-m", "tests.attacks", *families, folder=folder)
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        left = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if not path.is_dir()}
        assert left <= {KEPT}
    for family in families:
        members = [name for name in attacks() if name.startswith(f"{family}/")]
        assert sum(name in found for name in members) > len(members) * 0.8, family
    assert {name: faults for name, faults in found.items() if faults} == {}
