"""Test attacks through nbgrader autograde: its gradebook, notebooks and feedback."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.core.grade_json import grade_from_json
from grader.core.records import Grade
from tests.attacks.attack import Attack
from tests.attacks.catalog import attacks
from tests.attacks.notebooks import SCENES
from tests.attacks.stage import ACTIVE, Stage, hand_in, make_course
from tests.attacks.test_attacks import skip_if_it_cannot_be_tried
from tests.nbgrader.classroom import LAB, QUIET, ROOT, Classroom

pytestmark = [QUIET, pytest.mark.slow]


def opened(root: Path, canary: str) -> Classroom:
    """Make a course with nbgrader's database, in which the lab is registered."""
    course = make_course(root, canary)
    (root / "gradebook.db").unlink()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    released = json.loads((course.released / LAB / f"{LAB}.ipynb").read_text())
    classroom = Classroom(course, released, {})
    done = classroom.command("generate_assignment", LAB, "--force")
    assert done.returncode == 0, done.stderr
    return classroom


def tried(stage: Stage) -> dict[str, Attack]:
    found = {}
    for name, attack in attacks().items():
        if attack.nbgrader and SCENES[attack.exercise].lab == LAB:
            try:
                skip_if_it_cannot_be_tried(attack, stage)
            except pytest.skip.Exception:
                continue
            found[name.replace("/", "-")] = attack
    return found


def test_attacks_fail_in_autograde(stage: Stage, tmp_path: Path) -> None:
    classroom = opened(tmp_path / "course", stage.canary)
    chosen = tried(stage)
    assert len(chosen) > 60
    submitted = classroom.root / "submitted"
    for student, attack in chosen.items():
        notebook, files = stage.handed_in(attack, classroom.root)
        hand_in(submitted / student / LAB, LAB, notebook, files)
    for student in ("a-first", "z-last"):
        hand_in(submitted / student / LAB, LAB, stage.solution("Adam"), {})
    before = {path: path.read_bytes() for path in (*classroom.root.glob("solutions/**/*.*"), classroom.course.secret)}
    done = classroom.autograde()
    assert done["success"], done
    assert {path: path.read_bytes() for path in before} == before
    every = (SCENES["Adam"].target, *SCENES["Adam"].neighbours)
    right = {name: float(classroom.course.lab(LAB).exercise(name).points) for name in every}
    faults = {}
    for student in ("a-first", *chosen, "z-last"):
        found = judged(stage, classroom, student, chosen.get(student), right)
        if found:
            faults[student] = found
    assert faults == {}


def judged(
    stage: Stage, classroom: Classroom, student: str, attack: Attack | None, right: dict[str, float]
) -> list[str]:
    """Describe what is wrong with nbgrader's results for one student's submission."""
    grade = saved_grade(classroom, student)
    found = stage.judged(attack, grade) if attack else []
    points = {name: got for name, got in classroom.points(student).items() if name in right}
    expected = dict(right)
    if attack is not None and not attack.earns:
        expected |= dict.fromkeys((attack.exercise, *attack.costs), 0.0)
    if attack is not None and attack.unreadable:
        expected = dict.fromkeys(expected, 0.0)
    if points != expected:
        found.append(f"the gradebook has {points}, not {expected}")
    shown = json.dumps(classroom.autograded(student))
    if attack is None or attack.layers == ("report",):
        classroom.run("generate_feedback", student_id=student)
        page = classroom.feedback(student)
        found += [f"the page holds {active}" for active in ACTIVE.findall(without_source(page))]
        shown += page
    found += [f"shown: {text}" for text in (stage.canary, f"won-{stage.token}") if text in shown]
    return found


def without_source(page: str) -> str:
    """Remove the students' own code, which is shown as text, from the page."""
    return re.sub(r'<div class="highlight.*?</div>', "", page, flags=re.DOTALL)


def saved_grade(classroom: Classroom, student: str) -> Grade:
    """Read the saved grade of a student."""
    data: dict[str, Any] = json.loads((classroom.root / ".grader" / "grades" / LAB / f"{student}.json").read_text())
    return grade_from_json(data)
