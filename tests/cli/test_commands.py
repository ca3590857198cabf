"""The command line: exit codes, one-line errors, files that programs read."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader import __version__
from tests.small_course import LAB, make_course

ROOT = Path(__file__).resolve().parents[2]
STUB = ROOT / "labs" / "06_optimizers" / "06_optimizers.ipynb"


def grader(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


def test_help_names_every_command_and_each_has_an_example():
    commands = ("build", "verify", "check", "grade", "demo", "doctor", "data", "exercises", "leaderboard")
    run = grader("--help")
    assert run.returncode == 0
    for command in commands:
        assert f" {command} " in run.stdout
    for command in ("grade", "build"):
        assert "Example" in grader(command, "--help").stdout


@pytest.mark.slow
def test_exercises_as_json_has_the_keys_that_programs_read():
    run = grader("exercises", "--json")
    rows = json.loads(run.stdout)
    assert {row["exercise"] for row in rows if row["lab"] == "06_optimizers"} >= {"Adam", "train_mnist"}
    assert all(set(row) == {"lab", "exercise", "ids", "points", "cases", "wrong", "right", "source"} for row in rows)


@pytest.mark.slow
def test_grade_writes_json_csv_and_html(tmp_path):
    folder = tmp_path / "the first student"
    folder.mkdir()
    shutil.copy(STUB, folder)
    run = grader(
        "grade", folder, "--json", tmp_path / "g.json", "--csv", tmp_path / "g.csv", "--html", tmp_path / "pages",
        "--dataset", "mnist-5k",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    (row,) = json.loads((tmp_path / "g.json").read_text())["grades"]
    assert {"submission", "lab", "points", "max_points", "sandbox", "dataset", "seconds", "error"} <= set(row)
    assert (row["submission"], row["points"], row["max_points"]) == ("the first student", 0, 33)
    assert {"name", "status", "points", "max_points", "misconception", "message"} <= set(row["exercises"][0])
    assert (tmp_path / "g.csv").read_text().startswith("submission,lab,points,max_points,")
    assert len(list((tmp_path / "pages").glob("*.html"))) == 1
    assert "the first student" in run.stdout


def test_data_set_outside_the_catalog_is_refused_when_the_course_is_read(tmp_path):
    make_course(tmp_path)
    (tmp_path / "course.toml").write_text(f'[labs.{LAB}]\ndataset = "mnits"\n')
    run = grader("exercises", cwd=tmp_path)
    assert run.returncode == 1
    place = f"{tmp_path / 'course.toml'}: [labs.{LAB}] dataset = 'mnits'"
    assert run.stderr == f"grader: {place} is not in the catalog; it has mnist, mnist-5k\n"


@pytest.mark.parametrize(
    ("arguments", "code", "fault"),
    [
        (["grade", "nowhere.ipynb"], 2, "grader: nowhere.ipynb: no such notebook"),
        (["grade", "docs"], 2, "grader: docs: no notebook in this folder"),
        (["grade", STUB, "--lab", "99_none"], 2, "there is no lab '99_none'"),
        (["verify", "99_none"], 2, "grader: there is no lab '99_none'; the course has "),
        (["verify", "06_optimizers", "--exercise", "AdamZ"], 2, "no exercise of 06_optimizers is called 'AdamZ'"),
        (["verify", "--exercise", "AdamZ"], 2, "no exercise is called 'AdamZ'; there are Adadelta, "),
        (["check", "nowhere.ipynb"], 2, "grader: nowhere.ipynb: there is no such file"),
        (["check", "labs"], 2, "grader: labs: is a folder"),
        (["check", "README.md"], 2, "grader: README.md: cannot be read as a notebook"),
        (["grade", STUB, "--replay", "README.md"], 2, "grader: README.md: not a grade"),
        (["nonsense"], 2, "No such command 'nonsense'"),
    ],
)
def test_wrong_use_prints_one_line_and_exits_with_2(arguments, code, fault):
    run = grader(*arguments)
    assert run.returncode == code
    assert fault in run.stderr
    assert "Traceback" not in run.stderr


def test_version_is_printed():
    run = grader("--version")
    assert (run.returncode, run.stdout) == (0, f"grader {__version__}\n")


def test_command_outside_a_course_names_the_remedy(tmp_path):
    run = grader("exercises", cwd=tmp_path)
    assert run.returncode == 2
    assert "run this inside a course" in run.stderr


@pytest.mark.slow
def test_repository_has_not_drifted():
    run = grader("build", "--check")
    assert (run.returncode, run.stdout) == (0, "")


@pytest.mark.slow
def test_doctor_prints_every_layer_and_its_rung():
    run = grader("doctor", "--json")
    found = json.loads(run.stdout)
    assert found["rung"] in "ABCDEFG"
    assert {"rlimits", "seccomp", "Landlock files"} <= {row["layer"] for row in found["layers"]}
    assert (run.returncode == 0) == (found["rung"] <= "E")
    assert found["limits"][0] == {
        "lab": "", "exercise": "", "what": "a cell or a question", "cpu": 10.0, "wall": 40.0, "memory": 1 << 30,
        "scratch": 64 << 20, "output": 1 << 20, "threads": 16,
    }  # fmt: skip
    assert found["limits"][1]["notebook_wall"] == 300.0
    assert ("train_mnist", "its training run") in {(row["exercise"], row["what"]) for row in found["limits"]}


def test_doctor_works_outside_of_a_course(tmp_path):
    run = grader("doctor", cwd=tmp_path)
    assert "bubblewrap" in run.stdout
    assert "1 GiB" in run.stdout


@pytest.mark.slow
def test_check_runs_a_students_notebook_in_a_kernel(tmp_path):
    shutil.copytree(STUB.parent, tmp_path / "lab")
    notebook = json.loads(STUB.read_text())
    solved = json.loads((ROOT / "solutions" / "06_optimizers" / "06_optimizers.ipynb").read_text())
    for cell, answer in zip(notebook["cells"], solved["cells"], strict=True):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in ("GradientDescent", "Adam"):
            cell["source"] = answer["source"]
    path = tmp_path / "lab" / "06_optimizers.ipynb"
    path.write_text(json.dumps(notebook))
    before = path.read_bytes()
    run = grader("check", path)
    assert run.returncode == 1, run.stderr
    assert "2 of 12 exercises right" in run.stdout
    assert "Momentum: not attempted" in run.stdout
    assert path.read_bytes() == before
