"""Test collecting submissions: nbgrader's layout and loose notebooks, each once and under a unique name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.core.errors import UsageError
from grader.course.loader import Course, Lab
from grader.grading.collect import collect

A, B = "05_batchnorm", "06_optimizers"


@pytest.fixture
def labs(tmp_path: Path) -> Course:
    """A course of two lab names, whose files are never read."""
    return Course(tmp_path, labs={name: Lab(name, tmp_path / "solutions" / name) for name in (A, B)})


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def found(course: Course, *paths: Path, lab: str | None = None) -> list[tuple[str, str]]:
    submissions, left_out = collect(course, paths, lab)
    assert left_out == []
    return [(each.lab, each.name) for each in submissions]


def test_nbgrader_layout_gives_one_submission_per_lab_folder(labs: Course, tmp_path: Path) -> None:
    put(tmp_path, f"s/ada/{A}/{A}.ipynb", f"s/ada/{B}/{B}.ipynb", f"s/ada/{B}/Untitled.ipynb", f"s/bea/{B}/x.txt")
    put(tmp_path, f"s/bea/{B}/.ipynb_checkpoints/{B}-checkpoint.ipynb")
    assert found(labs, tmp_path / "s") == [(A, "ada"), (B, "ada"), (B, "bea")]
    assert found(labs, tmp_path / "s", lab=B) == [(B, "ada"), (B, "bea")]
    assert found(labs, tmp_path / "s" / "ada" / B) == [(B, "ada")]


def test_loose_notebooks_are_named_after_their_file_or_folder(labs: Course, tmp_path: Path) -> None:
    put(tmp_path, "s/ada.ipynb", "s/bea.ipynb", f"s/cid/{B}.ipynb")
    assert found(labs, tmp_path / "s", lab=B) == [(B, "ada"), (B, "bea"), (B, "cid")]
    put(tmp_path, f"t/{B}.ipynb")
    assert found(labs, tmp_path / "t") == [(B, "t")]


def test_notebook_listed_twice_is_graded_once(labs: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, f"s/ada/{B}.ipynb")
    path = tmp_path / "s" / "ada" / f"{B}.ipynb"
    monkeypatch.chdir(tmp_path / "s")
    assert found(labs, path, path, tmp_path / "s", Path("."), Path("ada") / ".." / "ada" / f"{B}.ipynb") == [(B, "ada")]
    put(tmp_path, f"t/bea/{B}/{B}.ipynb")
    folder = tmp_path / "t" / "bea" / B
    assert found(labs, tmp_path / "t", folder, folder / f"{B}.ipynb") == [(B, "bea")]
    (tmp_path / "t" / "cid").mkdir()
    (tmp_path / "t" / "cid" / B).symlink_to(folder)
    assert found(labs, tmp_path / "t") == [(B, "bea"), (B, "cid")]


def test_clashing_names_get_their_parent_folders(labs: Course, tmp_path: Path) -> None:
    put(tmp_path, f"x/ada/{B}.ipynb", f"y/ada/{B}.ipynb", f"x/bea/{B}.ipynb", f"y/ada/{A}.ipynb", f"z/x/ada/{B}.ipynb")
    assert found(labs, tmp_path / "x", tmp_path / "y", tmp_path / "z") == [
        (B, f"{tmp_path.name}/x/ada"), (B, "bea"), (A, "ada"), (B, "y/ada"), (B, "z/x/ada"),
    ]  # fmt: skip


def test_identical_names_get_a_number(labs: Course, tmp_path: Path) -> None:
    put(tmp_path, "s/ada.ipynb", f"s/ada/{B}.ipynb")
    whole = "/".join((tmp_path / "s" / "ada").parts[1:])
    assert found(labs, tmp_path / "s", lab=B) == [(B, whole), (B, f"{whole} (2)")]


def test_notebook_of_no_lab_is_skipped_in_a_folder_and_refused_by_name(labs: Course, tmp_path: Path) -> None:
    put(tmp_path, f"s/ada/{B}.ipynb", "s/notes.ipynb")
    submissions, left_out = collect(labs, [tmp_path / "s"])
    assert [each.name for each in submissions] == ["ada"]
    reason = f"{tmp_path / 's' / 'notes.ipynb'}: no lab is called 'notes'; name it with --lab, one of {A}, {B}"
    assert left_out == [reason]
    with pytest.raises(UsageError, match=re.escape(reason)):
        collect(labs, [tmp_path / "s" / "notes.ipynb"])


@pytest.mark.parametrize(("name", "fault"), [("nowhere", "no such notebook"), ("s", "no notebook in this folder")])
def test_missing_path_is_refused(labs: Course, tmp_path: Path, name: str, fault: str) -> None:
    put(tmp_path, "s/ada/readme.txt")
    with pytest.raises(UsageError, match=f"{name}: {fault}$"):
        collect(labs, [tmp_path / name])
