"""Test files beside the notebook."""

from __future__ import annotations

import os
from pathlib import Path

from tests.handed_in import (
    read,
    write,
)


def test_files_beside_the_notebook_are_attached(tmp_path: Path) -> None:
    path = write(tmp_path / "alice")
    folder = path.parent
    for name in (
        "helper.py",
        "data/points.csv",
        "given.py",
        "plots.py",
        "probes.py",
        "checks/Adam.npz",
        ".hidden",
        "__pycache__/x.pyc",
        "b.ipynb",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(name.encode())
    submission = read(path)
    assert submission.files == {"data/points.csv": b"data/points.csv", "helper.py": b"helper.py"}
    assert submission.repairs == ()
    assert read(write(folder, name="alice.ipynb")).files == {}  # may share its folder with other students'


def test_files_named_like_a_library_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path)
    for name in ("grader.py", "numpy.py", "random.py", "torch/__init__.py", "numpy.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    submission = read(path)
    assert len(submission.files) == 5
    assert submission.repairs == tuple(
        f"the file {name} cannot stand in for the module {module}: the real one is imported"
        for name, module in [
            ("grader.py", "grader"), ("numpy.py", "numpy"), ("random.py", "random"), ("torch/__init__.py", "torch"),
        ]
    )  # fmt: skip


def test_symlinks_beside_the_notebook_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "alice")
    secret = tmp_path / "secret"
    secret.write_text("answers")
    (path.parent / "soft.txt").symlink_to(secret)
    (path.parent / "hard.txt").hardlink_to(secret)
    (path.parent / "folder").symlink_to(tmp_path)
    os.mkfifo(path.parent / "pipe")
    submission = read(path)
    assert submission.files == {}
    assert len(submission.repairs) == 4
    assert "the file hard.txt was left out: it is a link to another file; hand in the file itself" in submission.repairs


def test_files_over_the_caps_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "big")
    (path.parent / "a.bin").write_bytes(bytes(3_000_000))
    (path.parent / "b.bin").write_bytes(bytes(3_000_000))
    (path.parent / "c.bin").write_bytes(bytes(2_000_000))
    submission = read(path)
    assert sorted(submission.files) == ["a.bin", "c.bin"]
    assert submission.repairs == (
        "the file b.bin was left out: the files beside the notebook may have 5 MB in all; hand in smaller ones",
    )
    path = write(tmp_path / "many")
    for i in range(60):
        (path.parent / f"{i:02}.txt").write_bytes(b"")
    submission = read(path)
    assert len(submission.files) == 50
    assert submission.repairs == ("the file 50.txt and all after it were left out: at most 50 may be handed in",)


def test_deep_folders_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path)
    folder = tmp_path
    for _ in range(30):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "x").write_text("x")
    submission = read(path)
    assert submission.files == {}
    assert submission.repairs == ("the folder d was left out: it lies more than 8 folders deep",)


def test_file_with_an_undecodable_name_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("x")
    submission = read(path)
    assert submission.files == {}
    (line,) = submission.repairs
    assert line.endswith("its name is not valid UTF-8; rename it")
