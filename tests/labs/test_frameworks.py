"""The lab on frameworks where Keras is missing, with settings of another course, and what its helpers leave behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from grader.course.loader import Lab
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC
from tests.labs.labs import COURSE, handed_out, plot_function

LAB: Lab = COURSE.lab("10_frameworks")
GIVEN = LAB.given
assert GIVEN is not None
MISSING = (
    "Keras is missing: run `pip install keras`, then restart the kernel; everything else in this lab works without"
)


@pytest.fixture
def without_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `import keras` fail as it does where Keras is not installed."""
    monkeypatch.setitem(sys.modules, "keras", None)


@pytest.mark.usefixtures("without_keras")
def test_picture_that_needs_keras_says_in_one_line_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    tasks = {exercise.name: exercise.task for exercise in LAB.exercises}
    builders = tasks["build_torch"], tasks["build_keras"]
    for name, more in (("first_weights", ()), ("carried", ("copy_weights",))):
        draw = plot_function(LAB, name)
        with handed_out(LAB.path):
            draw(*builders, *(tasks[each] for each in more), **({} if more else {"title": "x"}))
        assert capsys.readouterr().out == f"{MISSING}\n"


@pytest.mark.usefixtures("without_keras")
def test_exercises_that_need_keras_say_what_to_install_and_the_others_run() -> None:
    found = {}
    for exercise in LAB.exercises:
        found[exercise.name] = Reference(exercise, LAB.given).expected(exercise.cases[0], PUBLIC).error
    assert {name: error for name, error in found.items() if error} == {
        name: f"ModuleNotFoundError: {MISSING}" for name in ("build_keras", "copy_weights")
    }


def test_helper_for_double_precision_puts_every_setting_back() -> None:
    config = GIVEN.keras().config
    before = torch.get_default_dtype(), config.floatx(), config.dtype_policy().name

    def fail_inside() -> None:
        with GIVEN.doubles():
            assert (torch.get_default_dtype(), config.floatx()) == (torch.float64, "float64")
            raise LookupError

    with pytest.raises(LookupError):
        fail_inside()
    assert (torch.get_default_dtype(), config.floatx(), config.dtype_policy().name) == before


@pytest.mark.slow
def test_settings_of_another_course_are_neither_read_nor_written(tmp_path: Path) -> None:
    settings = tmp_path / ".keras" / "keras.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"backend": "tensorflow", "image_data_format": "channels_first"}))
    before = settings.read_bytes()
    code = "import given; config = given.keras().config; print(config.backend(), config.image_data_format())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KERAS")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAB.path,
        env={**environment, "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["torch", "channels_last"]
    assert list(settings.parent.iterdir()) == [settings]
    assert settings.read_bytes() == before


@pytest.mark.slow
def test_exercises_of_a_lab_without_torch_load_neither_framework() -> None:
    code = (
        "import sys; from grader.course.loader import find_course; find_course().lab('06_optimizers').exercises; "
        "print({'torch', 'keras'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE.root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
