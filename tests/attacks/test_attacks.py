"""Every attack, put into a real notebook and graded: nothing is earned, learnt, disturbed or left behind."""

from __future__ import annotations

import platform

import pytest

from tests.attacks.attack import Attack
from tests.attacks.catalog import attacks
from tests.attacks.stage import Stage


@pytest.mark.parametrize("name", attacks())
def test_an_attack_comes_to_nothing(stage: Stage, name: str) -> None:
    attack = attacks()[name]
    skip_if_it_cannot_be_tried(attack, stage)
    assert stage.faults(attack) == []


def skip_if_it_cannot_be_tried(attack: Attack, stage: Stage) -> None:
    if attack.x86 and platform.machine() != "x86_64":
        pytest.skip("names system calls by their numbers on x86-64")
    if attack.outcome(stage.rung) == "open":
        pytest.skip(f"nothing stops it on rung {stage.rung}, as docs/security.md says")
