"""Test the catalog: complete records, listed in docs/security.md, each stopped on every rung or documented as open."""

from __future__ import annotations

import re

from tests.attacks import outcomes
from tests.attacks.attack import LAYERS, RUNGS, Attack
from tests.attacks.catalog import HOME, attacks
from tests.attacks.notebooks import SCENES
from tests.attacks.stage import WITHOUT
from tests.attacks.table import FAMILIES, PAGE, updated
from tests.benchmarks import compared


def test_catalog_is_large_and_attacks_are_described_once() -> None:
    assert len(attacks()) >= 120
    assert {name.partition("/")[0] for name in attacks()} == set(FAMILIES)
    sentences = [attack.tries for attack in attacks().values()]
    assert [text for text in sentences if sentences.count(text) > 1] == []


def test_every_attack_record_is_complete() -> None:
    for name, attack in attacks().items():
        assert re.fullmatch(r"[A-Z][^\n]*\.", attack.tries), f"{name}: one sentence"
        assert attack.layers, name
        assert set(attack.layers) <= set(LAYERS), name
        assert attack.exercise in SCENES, name
        acts = attack.source or attack.change or attack.raw or attack.files or attack == nothing_but_words(attack)
        assert acts, name
        assert len((HOME / f"{name}.py").read_text(encoding="utf-8").splitlines()) < 60, name


def nothing_but_words(attack: Attack) -> Attack:
    """Whether an attack hands in an answer that does nothing."""
    return Attack(attack.tries, attack.layers, nbgrader=attack.nbgrader)


#: What the page says of these rungs; E is there for root alone, where neither Landlock nor bubblewrap works.
OPEN = {
    "escaping/file_in_shm": ["E"],
    "escaping/file_in_tmp": ["E"],
    "escaping/file_in_var_tmp": ["E"],
    "reading/guessed_paths": ["B", "C", "E"],
    "reading/judge_by_path": ["E"],
    "reading/memory_of_the_grader": ["E"],
    "reading/own_process_files": ["E"],
    "reading/package_listed": ["E"],
    "reading/rooms_by_descriptor": ["E"],
    "reading/rooms_by_import": ["E"],
    "reading/rooms_by_loader": ["E"],
}


def test_open_attacks_are_documented() -> None:
    found = {name: [r for r in RUNGS if attack.outcome(r) == "open"] for name, attack in attacks().items()}
    assert {name: rungs for name, rungs in found.items() if rungs} == OPEN


def test_outcomes_cover_every_attack_on_every_rung_since_its_last_edit() -> None:
    tried = outcomes.read()
    left = {(rung, user): outcomes.missing(tried, rung, user) for rung in WITHOUT for user in outcomes.USERS}
    assert {key: names for key, names in left.items() if names} == {}, (
        "run, as root and where bubblewrap works: python -m tests.attacks --try"
    )


def test_recorded_outcomes_hold_except_for_known_open_attacks() -> None:
    for name, row in outcomes.read().items():
        known = OPEN.get(name, [])
        expected = {rung: outcomes.OPEN if rung in known else outcomes.HOLDS for rung in WITHOUT}
        assert {rung: outcomes.describe(row, rung) for rung in WITHOUT} == expected, name


def test_security_page_has_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == compared.updated(updated(page)), "run: python -m tests.attacks --table"


def test_attacks_tried_on_other_graders_earned_nothing_here() -> None:
    rows = {name: row for name, row in compared.read().items() if name != "versions"}
    assert {row["here"] for row in rows.values()} == {compared.NOTHING}
    for grader in compared.GRADERS:
        assert sum(grader in row for row in rows.values()) >= 30
        assert any(row.get(grader) == "4 points" for row in rows.values()), (
            "an attack that gets through, or why compare?"
        )
