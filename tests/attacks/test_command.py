"""Test a few attacks through `grader grade` itself, beside an honest notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.grade_json import grade_from_json
from tests.attacks.catalog import attacks
from tests.attacks.notebooks import SCENES
from tests.attacks.stage import ROOT, Stage, hand_in

CHOSEN = (
    "earning/points_as_result",
    "escaping/bystander_killed",
    "exhausting/ends_itself",
    "exhausting/processes",
    "forging/nested_answer",
    "forging/shell_hooks",
    "notebook/edited_check",
    "notebook/nested_json",
    "reading/secret_seed",
)


@pytest.mark.slow
def test_command_grades_attacks_and_honest_work_side_by_side(stage: Stage, tmp_path: Path) -> None:
    lab = SCENES["Adam"].lab
    names = {name.replace("/", "-"): attacks()[name] for name in CHOSEN}
    for student, attack in names.items():
        hand_in(tmp_path / student / lab, lab, *stage.handed_in(attack))
    for student in ("a-first", "z-last"):
        hand_in(tmp_path / student / lab, lab, stage.solution("Adam"), {})
    command = [
        sys.executable,
        "-m",
        "grader",
        "grade",
        str(tmp_path),
        "--jobs",
        "2",
        "--json",
        str(tmp_path / "grades"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=stage.course.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "grades").read_text())
    grades = {grade["submission"]: grade_from_json(grade) for grade in report["grades"]}
    assert {*grades} == {*names, "a-first", "z-last"}
    faults = {student: found for student, attack in names.items() if (found := stage.judged(attack, grades[student]))}
    assert faults == {}
    assert grades["a-first"].points == grades["z-last"].points > 0
    assert all(name in done.stdout for name in names)
