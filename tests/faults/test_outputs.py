"""Test unwritable outputs: commands name a full or read-only disk before working, and succeed once it is repaired."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.demo.run import lay_out
from grader.core.errors import GraderError
from grader.course.loader import Course, find_course, read_course
from tests.faults import killed
from tests.faults.disks import fill, remount, small_disk, unwritable
from tests.small_course import LAB, edit

ROOT = Path(__file__).resolve().parents[2]
CHALLENGE = "11_mnist_challenge"


def grader(folder: Path, *arguments: object, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does in a course."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    line = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(line, cwd=folder, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True)


def assert_reported_in_one_line(done: subprocess.CompletedProcess[str], start: str) -> None:
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"grader: {start}"), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.fixture
def submitted(course: Course) -> Path:
    """Write a submission in the small course; the folder that holds it."""
    folder = course.root / "submitted" / "ada" / LAB
    folder.mkdir(parents=True)
    shutil.copy(course.released / LAB / f"{LAB}.ipynb", folder)
    return course.root / "submitted"


@pytest.mark.parametrize("fault", ["full", "read-only"])
@pytest.mark.parametrize(("option", "written"), [("--json", "g.json"), ("--csv", "g.csv"), ("--html", "index.html")])
def test_grading_stops_before_it_begins_where_output_is_unwritable(
    course: Course, submitted: Path, fault: str, option: str, written: str
) -> None:
    with small_disk(course.root / "disk") as disk:
        reason = unwritable(disk, fault)
        target = disk if option == "--html" else disk / written
        done = grader(course.root, "grade", submitted, option, target)
        assert_reported_in_one_line(
            done, f"{disk / written}: cannot be written: {reason}; make room there or name another place"
        )
        assert not (course.root / ".grader" / "verdicts").exists()


def test_grading_stops_before_it_begins_where_the_resume_cache_is_unwritable(course: Course, submitted: Path) -> None:
    with small_disk(course.root / ".grader") as disk:
        remount(disk, "ro")
        done = grader(course.root, "grade", submitted)
        assert_reported_in_one_line(
            done, f"{disk / 'secret'}: cannot be written: Read-only file system; make room there or name"
        )
        remount(disk, "rw")
        done = grader(course.root, "grade", submitted, "--json", course.root / "grades.json")
        assert done.returncode == 0, done.stderr
    assert len(json.loads((course.root / "grades.json").read_text())["grades"]) == 1


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["verify", "06_optimizers", "--json", "DISK/p.json"], "p.json"),
        (["verify", "06_optimizers", "--html", "DISK"], "index.html"),
        (["leaderboard", CHALLENGE, "--json", "DISK/b.json"], "b.json"),
        (["leaderboard", CHALLENGE, "--csv", "DISK/b.csv"], "b.csv"),
        (["leaderboard", CHALLENGE, "--html", "DISK/b.html"], "b.html"),
    ],
)
def test_other_commands_report_a_full_disk(tmp_path: Path, arguments: list[str], written: str) -> None:
    with small_disk(tmp_path / "disk") as disk:
        fill(disk)
        done = grader(ROOT, *(argument.replace("DISK", str(disk)) for argument in arguments))
        assert_reported_in_one_line(
            done, f"{disk / written}: cannot be written: No space left on device; make room there"
        )
        assert os.listdir(disk) == ["ballast"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_printing_to_a_full_disk_is_reported(course: Course) -> None:
    handle = os.open("/dev/full", os.O_WRONLY)
    try:
        done = grader(course.root, "exercises", "--json", stdout=handle)
    finally:
        os.close(handle)
    assert_reported_in_one_line(
        done, "the output: No space left on device; make room there or allow it, and run it again"
    )


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_build_on_an_unwritable_disk_leaves_every_file_whole(template: Path, tmp_path: Path, fault: str) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        course = read_course(shutil.copytree(template, disk / "course"))
        edit(course.solutions / LAB / "lab.md", "How a network learns.", "How a network learns, slowly. " * 99)
        before = {path: path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file()}
        reason = unwritable(disk, fault)
        done = grader(course.root, "build")
        notebook = course.solutions / LAB / f"{LAB}.ipynb"
        assert_reported_in_one_line(
            done, f"{notebook}: cannot be written: {reason}; make room there or name another place"
        )
        after = {path: path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file()}
        assert {path: data for path, data in after.items() if "__pycache__" not in path.parts} == {
            path: data for path, data in before.items() if "__pycache__" not in path.parts
        }
        remount(disk, "rw,size=8m")
        done = grader(course.root, "build")
        assert done.returncode == 0, done.stderr
        assert "slowly" in notebook.read_text()


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_demo_on_an_unwritable_disk_is_set_up_again_next_time(tmp_path: Path, fault: str) -> None:
    course = find_course(ROOT)
    with small_disk(tmp_path / "disk", "30m") as disk:
        ballast = disk / "ballast"
        reason = unwritable(disk, fault)
        with pytest.raises(GraderError) as error:
            lay_out(course, disk / "demo")
        start = f"{disk / 'demo'}: the demo cannot be laid out: {reason}; make room there or name another place"
        assert str(error.value).startswith(start)
        remount(disk, "rw,size=40m")
        ballast.unlink(missing_ok=True)
        assert set(lay_out(course, disk / "demo").labs) == set(course.labs)


@pytest.mark.slow
def test_disk_filled_during_a_run_ends_it_and_resume_continues(tmp_path: Path) -> None:
    killed.make_class(tmp_path)
    for path in sorted((tmp_path / "submitted").iterdir())[60:]:
        shutil.rmtree(path)
    with small_disk(tmp_path / ".grader", "200k") as disk:
        done = grader(tmp_path, "grade", "submitted", "--lab", LAB, "--json", "grades.json")
        assert done.returncode == 1
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith(f"grader: {disk / 'verdicts' / LAB}/"), done.stderr
        assert last.endswith(
            ": cannot be written: No space left on device; "
            "make room there or name another place, and run it again; no part of it was written"
        )
        assert not (tmp_path / "grades.json").exists()
        before = killed.grade_files(tmp_path)
        assert 5 < len(before) < 60
        assert [name for name in os.listdir(disk / "verdicts" / LAB) if not name.endswith(".json")] == []
        remount(disk, "size=10m")
        done = grader(tmp_path, "grade", "submitted", "--lab", LAB, "--json", "grades.json", "--resume")
        assert done.returncode == 0, done.stderr
        assert killed.grade_files(tmp_path).items() >= before.items()
        assert len(killed.grade_files(tmp_path)) == 60
    assert len(killed.statuses(tmp_path)) == 60
