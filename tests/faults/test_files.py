"""Test atomic files: each is written completely or not at all, whatever the disk does."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.errors import GraderError
from grader.core.files import check_writable, write_atomically, write_once
from grader.course.seeds import course_seed
from tests.faults.disks import fill, ordinary_user, small_disk, unwritable

REMEDY = "make room there or name another place, and run it again; no part of it was written"
WRITERS = {
    "text": lambda path: write_atomically(path, "x" * 50_000),
    "bytes": lambda path: write_atomically(path, bytes(50_000)),
    "once": lambda path: write_once(path.with_name("other"), bytes(50_000)),
    "trial": check_writable,
}


@pytest.mark.parametrize("fault", ["full", "read-only"])
@pytest.mark.parametrize("writer", WRITERS)
def test_write_to_an_unwritable_disk_names_it_and_keeps_the_old_file(tmp_path: Path, fault: str, writer: str) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = disk / "grades.json"
        write_atomically(path, "before")
        reason = unwritable(disk, fault)
        there = sorted(os.listdir(disk))
        with pytest.raises(GraderError) as error:
            WRITERS[writer](path)
        written = path.with_name("other") if writer == "once" else path
        assert str(error.value) == f"{written}: cannot be written: {reason}; {REMEDY}"
        assert path.read_text() == "before"
        assert sorted(os.listdir(disk)) == there


@pytest.mark.parametrize("writer", WRITERS)
def test_write_to_a_folder_without_permission_names_it(tmp_path: Path, writer: str) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "grades"
    folder.mkdir()
    path = folder / "grades.json"
    path.write_text("before")
    folder.chmod(0o555)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    with ordinary_user(), pytest.raises(GraderError, match=r"cannot be written: Permission denied; make room there"):
        WRITERS[writer](path)
    assert os.listdir(folder) == ["grades.json"]
    assert path.read_text() == "before"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("folder", "it is a folder; name a file"),
        ("file/grades.json", f"Not a directory; {REMEDY}"),
        ("x" * 300 + "/grades.json", f"File name too long; {REMEDY}"),
    ],
)
def test_impossible_output_path_is_refused_beforehand(tmp_path: Path, path: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(GraderError) as error:
        check_writable(tmp_path / path)
    assert str(error.value) == f"{tmp_path / path}: cannot be written: {reason}"


def test_write_check_leaves_no_file_and_makes_no_folder(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "grades.json")
    check_writable(tmp_path / "grades.json")
    assert os.listdir(tmp_path) == []


def test_file_name_of_maximum_length_in_any_script_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("김" * 83 + ".html")
    write_atomically(path, "whole")
    assert [path.read_text(), *os.listdir(tmp_path)] == ["whole", path.name]


def test_identical_file_is_not_rewritten(tmp_path: Path) -> None:
    assert write_once(tmp_path / "a", "first", mode=0o600)
    assert not write_once(tmp_path / "a", "second")
    assert ((tmp_path / "a").read_text(), os.listdir(tmp_path)) == ("first", ["a"])
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_file_size_limit_leaves_no_partial_file(tmp_path: Path) -> None:
    code = "from pathlib import Path; from grader.core.files import *; write_atomically(Path('a'), 'x' * 50_000)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, preexec_fn=_limited,
    )  # fmt: skip
    assert f"a: cannot be written: File too large; {REMEDY}" in run.stderr
    assert os.listdir(tmp_path) == []


def _limited() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_secret_is_written_completely_or_not_at_all(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        secret = disk / ".grader" / "secret"
        ballast = fill(disk)
        with pytest.raises(GraderError, match=r"/secret: cannot be written: No space left on device; "):
            course_seed(secret)
        assert not secret.exists()
        ballast.unlink()
        assert course_seed(secret) == course_seed(secret)
        assert (secret.stat().st_mode & 0o777, secret.parent.stat().st_mode & 0o777) == (0o600, 0o700)
