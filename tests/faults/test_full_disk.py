"""Test a scratch disk that is full at the start, or fills up while notebooks are graded: no student loses a point."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.core.errors import NoRoomError
from grader.core.limits import Limits
from grader.course.loader import Course, read_course
from grader.grading.batch import grade_all
from grader.grading.fault_log import STUDENT_SENTENCE
from grader.sandbox import Sandbox
from grader.sandbox.room import FLOOR, Room
from tests.faults import twelve
from tests.small_course import LAB

MB = 1 << 20


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of a few megabytes, which scratch folders are made on."""
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={request.param}m"
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", place]).returncode:
        pytest.skip("only root can mount a small file system, and not in every container")
    try:
        monkeypatch.setattr(tempfile, "tempdir", str(place))
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    twelve.make_class(folder)
    return folder


@pytest.fixture
def course(template: Path) -> Course:
    return read_course(template)


@pytest.fixture
def shared_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file system of its own for a child, as on machines that allow none."""
    monkeypatch.setattr(Sandbox, "_without", ("own disk",))


def fill(disk: Path, left: int) -> Path:
    """Write a file that leaves so many bytes free."""
    found = os.statvfs(disk)
    path = disk / "filler"
    path.write_bytes(bytes(max(found.f_bavail * found.f_frsize - left, 0)))
    return path


@pytest.mark.parametrize("disk", [1], indirect=True)
@pytest.mark.parametrize("left", [0, 900_000])
def test_disk_that_is_full_at_the_start_is_reported_as_such(disk: Path, course: Course, left: int) -> None:
    filler = fill(disk, left)
    with pytest.raises(NoRoomError) as raised:
        next(grade_all(twelve.readers(course), course, course.lab(LAB)))
    message = str(raised.value)
    assert message.startswith(f"no room in {disk}: ")
    assert message.endswith(
        "make room there, or set TMPDIR to a folder of a larger disk, and run the same command again"
    )
    filler.unlink()
    assert list(disk.iterdir()) == [], "nothing is left behind"


@pytest.mark.usefixtures("shared_disk")
@pytest.mark.parametrize("disk", [150], indirect=True)
def test_disk_that_fills_up_costs_nobody_a_point_and_a_resumed_run_gives_all(disk: Path, course: Course) -> None:
    lab = course.lab(LAB)
    grades = []
    for number, grade in enumerate(grade_all(twelve.readers(course), course, lab, jobs=1, keep=True)):
        grades.append(grade)
        if number == 2:
            filler = fill(disk, 0)
    assert len(grades) == twelve.COUNT
    failed = [grade for grade in grades if grade.points < grade.max_points]
    assert len(failed) >= 5, "the disk was full"
    for grade in failed:
        assert {verdict.status for verdict in grade.exercises} == {"grader error"}
        assert grade.error == STUDENT_SENTENCE
        assert grade.fault.startswith(f"no room in {disk}: 0.0 MB are free and 80 MB are needed; make room there, or ")
    filler.unlink()
    again = list(grade_all(twelve.readers(course), course, lab, jobs=1, keep=True, resume=True))
    assert [grade.points for grade in again] == [lab_points(course)] * twelve.COUNT


@pytest.mark.usefixtures("shared_disk")
@pytest.mark.parametrize("disk", [150], indirect=True)
def test_disk_that_is_full_when_files_are_put_is_a_fault(disk: Path, course: Course) -> None:
    with Sandbox(["numpy"]) as sandbox, sandbox.open() as session:
        fill(disk, 0)
        with pytest.raises(NoRoomError, match=r"^no room in .*: 0\.0 MB are free and 16 MB are needed"):
            session.put({"data.bin": bytes(100_000)})


@pytest.mark.usefixtures("shared_disk")
@pytest.mark.parametrize("disk", [150], indirect=True)
def test_disk_that_was_full_while_a_process_ran_is_noted(disk: Path, course: Course) -> None:
    with Sandbox(["numpy"]) as sandbox:
        with sandbox.open() as session:
            filler = fill(disk, 0)
            failed = session.run_cell("open('data', 'wb').write(bytes(100_000))\n", "cell")
            assert failed.error == "OSError: [Errno 28] No space left on device"
            filler.unlink()
            assert session.run_cell("open('data', 'wb').write(bytes(100_000))\n", "cell").status == "ok"
            assert session.short_of_room
        with sandbox.open() as session:
            assert session.run_cell("1\n2\n", "cell").status == "ok"
            assert not session.short_of_room


@pytest.mark.parametrize("disk", [150], indirect=True)
def test_sessions_wait_for_room_that_others_will_give_back(disk: Path) -> None:
    room = Room(disk / "descent-sandbox")
    first = room.claim(64 * MB)
    second = room.claim(64 * MB)
    room.release(first)
    third = room.claim(64 * MB)
    with pytest.raises(NoRoomError):
        room.require(3 * 64 * MB)
    room.release(second)
    room.release(third)
    with pytest.raises(NoRoomError, match=f"need{'ed'}; make room"):
        room.claim(150 * MB - FLOOR + MB)


@pytest.mark.usefixtures("shared_disk", "disk")
@pytest.mark.parametrize("disk", [150], indirect=True)
def test_room_is_claimed_for_the_largest_limit_of_the_lab() -> None:
    with Sandbox(["numpy"]) as sandbox, sandbox.open(limits=Limits(scratch=4 * MB), scratch=100 * MB):
        assert sum(sandbox._room._claimed.values()) == 100 * MB


def lab_points(course: Course) -> float:
    return sum(exercise.points for exercise in course.lab(LAB).exercises)
