"""Test machines that cannot confine well enough: the doctor says what is lost, and grading refuses to begin.

The layers are really left out; no student code is run, because no session is opened.
"""

from __future__ import annotations

import functools
import json
import shutil
import sys
from typing import Any, NoReturn

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.core.errors import SandboxError
from grader.course.loader import Course
from grader.grading.batch import grade_paths
from grader.sandbox import Sandbox, doctor
from tests.small_course import LAB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has layers to leave out")

LEFT_OUT = {
    "F": ("bubblewrap", "landlock", "other user"),
    "G": ("bubblewrap", "landlock", "other user", "seccomp"),
}
WAYS = (
    "grade on a Linux machine or in a container that has it, or pass --allow-weak-sandbox if you trust every student's "
    "code with all that you can read"
)


@pytest.fixture(params=LEFT_OUT)
def rung(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A rung that does not grade, on this machine."""

    def never(*_: Any) -> NoReturn:
        raise AssertionError("a session was opened")

    without = LEFT_OUT[request.param]
    monkeypatch.setattr(doctor, "layers", functools.partial(doctor.layers, without))
    monkeypatch.setattr(Sandbox, "_without", without)
    monkeypatch.setattr(Sandbox, "_session", never)
    return str(request.param)


@pytest.mark.slow
def test_doctor_on_a_weak_machine_says_what_is_lost_and_the_remedy(rung, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    text = " ".join(result.stdout.replace("│", " ").split())
    assert f"rung {rung}: {doctor.RUNGS[rung]}" in text
    lost = [layer.lost for layer in doctor.layers() if not layer.holds]
    assert len(lost) >= 6
    for words in lost:
        assert all(word in text for word in words.split()), words
    assert text.endswith(f"Grading refuses below rung E. Ways out: {WAYS}.")
    found = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).stdout)
    assert found["rung"] == rung
    assert [row["lost"] for row in found["layers"] if not row["holds"]] == lost


def test_grading_on_a_weak_machine_is_refused_with_reason_and_remedies(rung, course: Course):
    path = course.root / "submitted" / "ann" / LAB / f"{LAB}.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(course.released / LAB / f"{LAB}.ipynb", path)
    with pytest.raises(SandboxError) as raised:
        list(grade_paths(course, [path], keep=True))
    assert str(raised.value) == (
        f"student code cannot be confined well enough here: rung {rung}, {doctor.RUNGS[rung]}. "
        f"Run `grader doctor` to see what is missing, {WAYS}"
    )
    assert not (course.secret.parent / "verdicts").exists()


def test_check_by_students_needs_no_layer(rung, course: Course, tmp_path):
    """Students run their own code on their own machine, without the sandbox."""
    from grader.student.run_checks import run_checks

    shutil.copytree(course.released / LAB, tmp_path / "lab")
    results = run_checks(tmp_path / "lab" / f"{LAB}.ipynb")
    assert [result.text.partition("\n")[0] for result in results] == [
        "GradientDescent: not attempted",
        "Momentum: not attempted",
    ]
