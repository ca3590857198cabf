"""Test every attack in a real notebook: nothing is earned, learnt, disturbed or left behind."""

from __future__ import annotations

import platform

import pytest

from tests.attacks.attack import Attack
from tests.attacks.catalog import attacks
from tests.attacks.stage import Stage


def quick_sample() -> set[str]:
    """Choose every fourth attack of each family that does not sleep, for the tests not marked slow."""
    families: dict[str, list[str]] = {}
    for name in attacks():
        families.setdefault(name.partition("/")[0], []).append(name)
    return {name for names in families.values() for name in names[::4]} - SLEEPING


#: Attacks that wait until their wall time is used up.
SLEEPING = {"exhausting/sleep", "exhausting/waiting_for_a_lock", "forging/slow_drip"}
QUICK = quick_sample()


def test_quick_sample_has_attacks_of_every_family() -> None:
    assert set(attacks()) >= SLEEPING
    for family in {name.partition("/")[0] for name in attacks()}:
        assert sum(name.startswith(f"{family}/") for name in QUICK) >= 8


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in attacks()]
)
def test_attack_fails(stage: Stage, name: str) -> None:
    attack = attacks()[name]
    skip_if_it_cannot_be_tried(attack, stage)
    assert stage.faults(attack) == []


def skip_if_it_cannot_be_tried(attack: Attack, stage: Stage) -> None:
    if attack.x86 and platform.machine() != "x86_64":
        pytest.skip("names system calls by their numbers on x86-64")
    if attack.outcome(stage.rung) == "open":
        pytest.skip(f"nothing stops it on rung {stage.rung}, as docs/security.md says")
