"""Test attacks on files and other processes on the rungs below this machine's own.

What the judge, the notebook or the watchdog stops does not depend on it; `python -m tests.attacks --try` runs all.
"""

from __future__ import annotations

import sys

import pytest

from grader.sandbox import doctor
from tests.attacks import outcomes
from tests.attacks.catalog import attacks
from tests.attacks.stage import SWITCH, WITHOUT, Stage, asked

FAMILIES = ("escaping", "reading")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="students' code can only be confined on Linux")


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize(("rung", "user"), [("B", "root"), ("C", "root"), ("C", "user")])
def test_attacks_fail_on_lower_rungs(rung: str, user: str) -> None:
    if doctor.rung() >= rung:
        pytest.skip(f"this machine has rung {doctor.rung()}, on which the whole suite runs")
    if user not in outcomes.users():
        pytest.skip("only root can try it as another user; the other tests run as an ordinary user already")
    names = [name for name in attacks() if name.partition("/")[0] in FAMILIES]
    found = outcomes.tried(rung, user, names)
    faults = {name: outcome for name, outcome in found.items() if outcome not in (outcomes.HOLDS, outcomes.OPEN)}
    assert faults == {}
    assert {name for name, outcome in found.items() if outcome == outcomes.OPEN} <= {"reading/guessed_paths"}
    assert len(found) > 80


@LINUX
@pytest.mark.parametrize("rung", WITHOUT)
def test_rung_is_emulated_with_real_layers(rung: str) -> None:
    """Whatever the rung, Landlock's rules on files and seccomp stay: attack code never runs without them."""
    holding = {layer.name for layer in doctor.layers(WITHOUT[rung]) if layer.holds}
    if "Landlock files" not in holding or (rung == "A" and doctor.rung() != "A"):
        pytest.skip(f"this machine has rung {doctor.rung()}")
    assert doctor.rung(doctor.layers(WITHOUT[rung])) == rung
    assert {"Landlock files", "seccomp", "rlimits"} <= holding


def test_weaker_rung_cannot_be_requested(monkeypatch: pytest.MonkeyPatch) -> None:
    for rung in "DEFG":
        monkeypatch.setenv(SWITCH, rung)
        with pytest.raises(ValueError, match=f"{SWITCH} must be one of A, B, C, not '{rung}'"):
            asked()
        with pytest.raises(KeyError):
            Stage(rung)


def test_grader_never_reads_the_rung_switch() -> None:
    root = outcomes.ROOT / "grader"
    assert [path for path in root.rglob("*.py") if SWITCH in path.read_text(encoding="utf-8")] == []


def test_edited_attack_counts_as_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "earning/does_nothing"
    row = {"source": outcomes.digest(name), **{f"{r} {u}": outcomes.HOLDS for r in WITHOUT for u in outcomes.USERS}}
    assert outcomes.describe(row, "A") == outcomes.HOLDS
    assert outcomes.describe({**row, "A user": "Adam has 4 points"}, "A") == "root: holds, user: Adam has 4 points"
    assert outcomes.missing({name: row}, "A", "root", ["earning"]) == [
        other for other in attacks() if other.startswith("earning/") and other != name
    ]
    assert name in outcomes.read()
    monkeypatch.setattr(outcomes, "digest", lambda name: "another")
    assert name not in outcomes.read()
