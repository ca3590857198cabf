"""Both ends of every lab: the notebook as handed out earns nothing, the solved one everything, whoever grades.

`make demo`, which CI runs too, hands both ends of every lab in to nbgrader; here one lab is.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.demo.run import lay_out, nbgrader
from grader.course.loader import Course, Lab, find_course
from grader.nbgrader.gradebook import scores
from tests.nbgrader.classroom import ROOT

COURSE = find_course(Path(__file__).parent)
DATASET = "mnist-5k"
ENDS = ("as-handed-out", "solved")
#: The lab that nbgrader grades here; it has a training run.
WITH_NBGRADER = "02_losses_and_descent"


def classroom(folder: Path, lab: Lab) -> Course:
    """A course of its own in which both ends of a lab have been handed in, to be trained on the small data set."""
    laid = lay_out(COURSE, folder)
    with (laid.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f'\nc.MergedExporter.dataset = "{DATASET}"\n')
    if lab.name == WITH_NBGRADER:
        nbgrader(laid.root, "generate_assignment", lab.name)
    else:
        shutil.copytree(COURSE.released / lab.name, laid.released / lab.name)
    sources = (laid.released / lab.name / f"{lab.name}.ipynb", lab.notebook)
    for student, source in zip(ENDS, sources, strict=True):
        home = laid.root / "submitted" / student / lab.name
        home.mkdir(parents=True)
        shutil.copy(source, home)
    return laid


def with_grader(laid: Course, lab: Lab) -> dict[str, dict[str, float]]:
    """Points by exercise, as `grader grade` gives them."""
    notebooks = [laid.root / "submitted" / student / lab.name / f"{lab.name}.ipynb" for student in ENDS]
    command = [sys.executable, "-m", "grader", "grade", *map(str, notebooks), "--dataset", DATASET, "--json", "g.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=laid.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    grades = json.loads((laid.root / "g.json").read_text())["grades"]
    assert {grade["dataset"] for grade in grades} <= {DATASET, ""}
    assert {grade["error"] for grade in grades} == {""}
    return {
        student: {verdict["name"]: verdict["points"] for verdict in grade["exercises"]}
        for student, grade in zip(ENDS, grades, strict=True)
    }


def with_nbgrader(laid: Course, lab: Lab) -> dict[str, dict[str, float]]:
    """Points by exercise, as the gradebook has them after `nbgrader autograde`; what people grade left out."""
    nbgrader(laid.root, "autograde", lab.name)
    url = f"sqlite:///{laid.root / 'gradebook.db'}"
    return {
        student: {
            name.removeprefix("check-"): points
            for name, points in scores(url, lab.name, student).items()
            if name.startswith("check-")
        }
        for student in ENDS
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", COURSE.labs)
def test_nothing_done_earns_nothing_and_everything_done_earns_everything(name: str, tmp_path: Path) -> None:
    lab = COURSE.lab(name)
    laid = classroom(tmp_path / "course", lab)
    full = {exercise.name: exercise.points for exercise in lab.items}
    must = dict(zip(ENDS, (dict.fromkeys(full, 0), full), strict=True))
    assert with_grader(laid, lab) == must
    if name == WITH_NBGRADER:
        assert with_nbgrader(laid, lab) == must
