"""A gradebook locked by another process and a disk that cannot be written are reported, with nothing half-written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from grader.core.records import Submission, Verdict
from grader.nbgrader import exporter, gradebook
from grader.nbgrader.grade_files import path_of
from tests.faults.disks import remount, small_disk, unwritable
from tests.nbgrader.classroom import LAB, QUIET, Classroom, fake_grading

pytestmark = QUIET

VERDICTS = (Verdict("GradientDescent", "right", 2, 2), Verdict("Momentum", "wrong", 1.5, 3, message="values differ"))
HOLD = """\
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""
LOCKED = (
    r"gradebook\.db: the gradebook cannot be written: another process has held it for \S+ s \(database is locked\); "
    r"wait for that nbgrader command, formgrader or database browser to end, or end it, then run the same command again"
)


@contextmanager
def held(room: Classroom, how: str = "BEGIN EXCLUSIVE") -> Iterator[None]:
    """The gradebook locked by another process."""
    line = [sys.executable, "-c", HOLD, str(room.root / "gradebook.db"), how]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.stdin.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gradebook, "TIMEOUT", 0.3)


@pytest.fixture(autouse=True)
def grading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "grade_all", fake_grading(lambda submission: VERDICTS))


def graded(room: Classroom) -> list[str]:
    """Who has an autograded folder of this lab, and so will not be graded again."""
    return sorted(path.parent.name for path in room.root.glob(f"autograded/*/{LAB}"))


def test_data_set_outside_the_catalog_is_refused_before_grading(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    (classroom.root / "course.toml").write_text(f'[labs.{LAB}]\ndataset = "mnits"\n', encoding="utf-8")
    done = classroom.autograde()
    assert not done["success"]
    assert "course.toml: [labs.06_optimizers] dataset = 'mnits' is not in the catalog; it has mnist" in done["log"]
    assert graded(classroom) == []


def test_gradebook_without_the_lab_is_reported_before_grading(classroom: Classroom) -> None:
    """As in a fresh clone, where labs/ is committed and nbgrader has made no gradebook of it."""
    (classroom.root / "gradebook.db").unlink()
    for student in ("ada", "bea"):
        classroom.submit(student, classroom.solved())
    done = classroom.autograde()
    assert not done["success"]
    remedy = f"run: grader build && nbgrader generate_assignment {LAB} --force"
    reason = f"lab {LAB}: the gradebook does not know this lab yet, so no submission was graded; {remedy}"
    assert done["log"].count(reason) == 1
    assert graded(classroom) == []
    assert not (classroom.root / "gradebook.db").exists()


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
@pytest.mark.usefixtures("impatient")
def test_locked_gradebook_is_reported_before_grading(
    classroom: Classroom, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    classroom.submit("ada", classroom.solved())
    asked: list[str] = []

    def verdicts(submission: Submission) -> Iterable[Verdict]:
        asked.append(submission.name)
        return VERDICTS

    monkeypatch.setattr(exporter, "grade_all", fake_grading(verdicts))
    with held(classroom, how):
        done = classroom.autograde()
    assert not done["success"]
    assert re.search(LOCKED, done["log"]), done["log"]
    assert asked == graded(classroom) == []
    assert classroom.autograde(force=False)["success"]
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 1.5}


@pytest.mark.usefixtures("impatient")
def test_gradebook_locked_during_grading_costs_no_points(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for student in ("ada", "bea", "cid"):
        classroom.submit(student, classroom.solved())
    lock = held(classroom)
    save = gradebook.Record.save

    def locked(record: gradebook.Record, *arguments: object) -> list[str]:
        if record.student == "bea":
            lock.__enter__()
        return save(record, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(gradebook.Record, "save", locked)
    done = classroom.autograde()
    lock.__exit__(None, None, None)
    assert not done["success"]
    assert re.search(LOCKED, caplog.text), caplog.text
    assert graded(classroom) == ["ada"]
    monkeypatch.setattr(gradebook.Record, "save", save)
    assert classroom.autograde(force=False)["success"]
    assert graded(classroom) == ["ada", "bea", "cid"]
    for student in ("ada", "bea", "cid"):
        assert classroom.points(student) == {"GradientDescent": 2, "Momentum": 1.5}


@pytest.mark.parametrize("fault", ["full", "read-only"])
@pytest.mark.parametrize("place", ["autograded", ".grader"])
def test_unwritable_disk_is_reported_before_grading(classroom: Classroom, fault: str, place: str) -> None:
    classroom.submit("ada", classroom.solved())
    with small_disk(classroom.root / place) as disk:
        reason = unwritable(disk, fault)
        written = disk / LAB if place == "autograded" else path_of(classroom.course, LAB, "student")
        done = classroom.autograde()
        assert not done["success"]
        assert f"{written}: cannot be written: {reason}; make room there or name another place" in done["log"]
        assert not (disk / "ada").exists()
        remount(disk, "rw,size=10m")
        assert classroom.autograde(force=False)["success"]
        assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 1.5}


def test_read_only_gradebook_is_reported_before_grading(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    with small_disk(classroom.root / "disk") as disk:
        shutil.move(classroom.root / "gradebook.db", disk)
        (classroom.root / "gradebook.db").symlink_to(disk / "gradebook.db")
        remount(disk, "ro")
        done = classroom.autograde()
        assert not done["success"]
        assert "the gradebook cannot be written: attempt to write a readonly database; see to it that it" in done["log"]
        remount(disk, "rw")
        assert classroom.autograde(force=False)["success"]


def test_disk_that_fills_during_grading_leaves_no_submission_half_graded(classroom: Classroom) -> None:
    names = [f"s{number:02}" for number in range(12)]
    for student in names:
        classroom.submit(student, classroom.solved())
    with small_disk(classroom.root / "autograded", "128k") as disk:
        done = classroom.autograde()
        assert not done["success"]
        assert "No space left on device" in done["log"]
        done_first = graded(classroom)
        assert 0 < len(done_first) < len(names)
        whole = {student: classroom.autograded(student) for student in done_first}
        remount(disk, "size=10m")
        assert classroom.autograde(force=False)["success"]
        assert graded(classroom) == names
        assert {student: classroom.autograded(student) for student in done_first} == whole
    for student in names:
        assert classroom.points(student) == {"GradientDescent": 2, "Momentum": 1.5}


@pytest.mark.slow
def test_command_waits_for_the_timeout_and_names_the_gradebook(classroom: Classroom) -> None:
    classroom.submit("ada", classroom.solved())
    with held(classroom):
        done = classroom.command("autograde", LAB)
    assert done.returncode != 0
    assert re.search(LOCKED, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert graded(classroom) == []
    done = classroom.command("autograde", LAB)
    assert done.returncode == 0, done.stderr
    assert classroom.points("ada") == {"GradientDescent": 2, "Momentum": 3}
