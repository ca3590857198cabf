"""Test that the names of the grader in attacks exist: after a rename none fails for want of its target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.catalog import HOME, attacks
from tests.attacks.names import missing, resolves
from tests.attacks.stage import ROOT

SOURCES = {name: HOME / f"{name}.py" for name in attacks()} | {
    "the demo's": ROOT / "grader" / "cli" / "demo" / "attacks.py",
    "shared parts": HOME / "attack.py",
    "labels": HOME / "labels.py",
}


def test_names_of_the_grader_in_attacks_exist() -> None:
    found = {name: missing(path.read_text(encoding="utf-8")) for name, path in SOURCES.items()}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import grader.judge.compared\n", "grader.judge.compared"),
        ("from grader.judge.compare import no_such\n", "grader.judge.compare.no_such"),
        ("for name in ('grader.course.references',):\n    print(name)\n", "grader.course.references"),
        ("import sys\nsys.modules['grader.child.worker'].Workers\n", "grader.child.worker.Workers"),
        ("import sys\nkind = sys.modules['grader.child.worker'].Worker\nkind.probed = 1\n",
         "grader.child.worker.Worker.probed"),
        ("import sys\np = sys.modules['grader.child.libraries']\np.ALWAYZ = 1\n", "grader.child.libraries.ALWAYZ"),
        ("import sys\nd = sys.modules['grader.child.selftest']\nd.LOST['x'] = 1\n", "grader.child.selftest.LOST['x']"),
        ("__import__('grader.course.loader').course.loader.read_courses(1)\n", "grader.course.loader.read_courses"),
        ("import grader\nENGINE = 1\nopen(ENGINE + 'judge/no.py')\n", "the file judge/no.py"),
        ("place.f_locals['no_such_variable']\n1\n", "the variable no_such_variable of a frame"),
        ("if 'no_such_variable' in place.f_locals:\n    pass\n", "the variable no_such_variable of a frame"),
        ("place.f_locals['questions']._no_rest\n1\n", "the attribute _no_rest of a frame's variable"),
    ],
)  # fmt: skip
def test_unknown_name_is_reported(source: str, name: str) -> None:
    assert missing(f"ATTACK = {source!r}\n") == [name]


def test_dotted_names_resolve_to_modules_and_attributes() -> None:
    assert resolves("grader.judge.compare")
    assert resolves("grader.child.worker.Worker.probe")
    assert not resolves("grader.child.worker.Worker.no_such")
    assert not resolves("grader.no_such")


def test_names_are_found_in_the_attacks(tmp_path: Path) -> None:
    """Against an empty grader, dozens of attacks lack their target."""
    texts = [path.read_text(encoding="utf-8").replace("grader.", "grader.gone.") for path in SOURCES.values()]
    assert sum(missing(text) != [] for text in texts) >= 12
