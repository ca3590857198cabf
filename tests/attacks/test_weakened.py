"""Test that attacks succeed where the layers that stop them are switched off; the others have a reason."""

from __future__ import annotations

import pytest

from grader.sandbox import bubblewrap
from tests.attacks import weakened, world
from tests.attacks.attack import BY_CONSTRUCTION, LAYERS
from tests.attacks.catalog import attacks
from tests.attacks.stage import Stage, Weak

HARMLESS = "earning/does_nothing"


@pytest.mark.slow
@pytest.mark.parametrize("build", weakened.BUILDS)
def test_attacks_succeed_without_their_layers(build: str) -> None:
    if bubblewrap.unusable():
        pytest.skip(f"attacks are let through inside of a bubblewrap only: {bubblewrap.unusable()}")
    names = [*weakened.members(build), HARMLESS]
    assert weakened.failed(build, names) == [HARMLESS]


def test_every_attack_is_in_a_weakened_build_or_has_a_reason() -> None:
    for name, attack in attacks().items():
        why = weakened.reason(attack)
        assert bool(why) != bool(weakened.build_of(attack)), name
        assert len(why) <= 100, name
        assert "\n" not in why, name


def test_reasons_by_construction_name_known_layers() -> None:
    assert set(BY_CONSTRUCTION) <= set(LAYERS)


def test_most_escaping_attacks_are_tried_on_weakened_builds() -> None:
    names = [name for name in attacks() if name.partition("/")[0] == "escaping"]
    assert sum(bool(weakened.build_of(attacks()[name])) for name in names) >= 0.85 * len(names)


def test_weakened_stage_outside_its_bubblewrap_is_refused() -> None:
    with pytest.raises(RuntimeError, match="attacks are let through in a world of their own only"):
        Stage(weak=Weak())
    with pytest.raises(RuntimeError, match="attacks are let through in a world of their own only"):
        weakened.let_through("files", [HARMLESS])
    assert "--unshare-net" in (world.command() if not bubblewrap.unusable() else ["--unshare-net"])
