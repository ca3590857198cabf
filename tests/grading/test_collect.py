"""Test collecting submissions: nbgrader's layout and loose notebooks, each once and under a unique name."""

from __future__ import annotations

import json
import os
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


def notebook(root: Path, *names: str, lab: str = B) -> None:
    """Write notebooks whose metadata names their lab."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cells": [], "metadata": {"descent": {"lab": lab}}}), encoding="utf-8")


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


def test_folder_of_the_labs_name_that_holds_several_is_a_class(labs: Course, tmp_path: Path) -> None:
    notebook(tmp_path, f"{B}/kim.ipynb", f"{B}/lee.ipynb")
    notebook(tmp_path, f"x/{B}/kim/{B}.ipynb", f"x/{B}/lee/{B}.ipynb")
    notebook(tmp_path, f"y/{B}/kim/{B}/{B}.ipynb", f"y/{B}/lee/{B}/{B}.ipynb")
    for folder in (tmp_path / B, tmp_path / "x" / B, tmp_path / "y" / B):
        assert found(labs, folder) == found(labs, folder, lab=B) == [(B, "kim"), (B, "lee")]


def test_folder_of_the_labs_name_with_its_notebook_is_one_submission(labs: Course, tmp_path: Path) -> None:
    notebook(tmp_path, f"ada/{B}/{B}.ipynb", f"ada/{B}/Untitled.ipynb", f"ada/{B}/old/{B}.ipynb")
    assert found(labs, tmp_path / "ada" / B) == found(labs, tmp_path) == [(B, "ada")]


def test_mistyped_lab_is_refused_with_what_was_found(labs: Course, tmp_path: Path) -> None:
    notebook(tmp_path, f"s/ada/{B}/{B}.ipynb", f"s/bea/{B}.ipynb")
    reason = f"there is no lab '06_optimzers'; the course has {A}, {B}; what you named holds notebooks of {B} (2)"
    with pytest.raises(UsageError) as refused:
        collect(labs, [tmp_path / "s"], "06_optimzers")
    assert (str(refused.value), refused.value.exit_code) == (reason, 2)


@pytest.mark.parametrize("name", [f"ada/{B}/{B}.ipynb", f"ada/{B}.ipynb", "ada/mine.ipynb", f"ada/{B} (1).ipynb"])
def test_folder_with_only_other_labs_is_refused_with_what_was_found(labs: Course, tmp_path: Path, name: str) -> None:
    notebook(tmp_path / "s", name)
    with pytest.raises(UsageError, match=rf"s: no notebook of {A} in there, but of {B} \(1\)$"):
        collect(labs, [tmp_path / "s"], A)


@pytest.mark.parametrize("name", [f"{B} (1)", f"{B}-Copy1", f"{B}_final", f"Copy of {B}", "Untitled", "과제"])
@pytest.mark.parametrize("lab", [None, B])
def test_renamed_notebook_in_a_students_folder_is_taken(
    labs: Course, tmp_path: Path, name: str, lab: str | None
) -> None:
    notebook(tmp_path, f"s/ada/{B}.ipynb", f"s/김철수/{name}.ipynb", f"s/lee/{B}/{name}.ipynb")
    submissions, left_out = collect(labs, [tmp_path / "s"], lab)
    assert left_out == []
    assert [each.name for each in submissions] == ["ada", "lee", "김철수"]
    repair = f"the notebook {name}.ipynb was taken for {B}.ipynb: it says that it is of this lab"
    assert [each.found.repairs for each in submissions] == [(), (repair,), (repair,)]
    released = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for each in submissions[1:]:
        assert (each.read(released).error, each.read(released).repairs) == ("", (repair,))


def test_renamed_notebook_that_is_named_is_called_after_its_folder(labs: Course, tmp_path: Path) -> None:
    notebook(tmp_path, f"kim/{B} (1).ipynb", f"all/{B} (1).ipynb", f"all/{B} (2).ipynb", "all/park.ipynb")
    assert found(labs, tmp_path / "kim" / f"{B} (1).ipynb") == [(B, "kim")]
    several = [tmp_path / "all" / f"{B} ({number}).ipynb" for number in (1, 2)]
    assert found(labs, *several) == [(B, f"{B} (1)"), (B, f"{B} (2)")]
    assert found(labs, tmp_path / "all" / "park.ipynb") == [(B, "park")]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ((f"{B} (2).ipynb", f"{B} (10).ipynb", f"{B} (9).ipynb"), f"{B} (10).ipynb"),
        ((f"{B} (3).ipynb", f"{B}.ipynb"), f"{B}.ipynb"),
        ((f"{B}_final.ipynb", f"{B}-Copy1.ipynb"), f"{B}-Copy1.ipynb"),
        (("draft.ipynb", "final.ipynb"), "final.ipynb"),
    ],
)  # fmt: skip
def test_of_two_notebooks_of_one_student_one_is_taken_and_the_others_named(
    labs: Course, tmp_path: Path, names: tuple[str, ...], chosen: str
) -> None:
    notebook(tmp_path, f"s/ada/{B}.ipynb", f"s/cid/{B}.ipynb", *(f"s/bea/{name}" for name in names))
    for number, name in enumerate(sorted(names)):
        os.utime(tmp_path / "s" / "bea" / name, (number, number))
    submissions, left_out = collect(labs, [tmp_path / "s"])
    assert left_out == []
    assert [each.name for each in submissions] == ["ada", "bea", "cid"]
    assert submissions[1].found.file == str(tmp_path / "s" / "bea" / chosen)
    rest = submissions[1].found.repairs[-1]
    assert rest.startswith(f"of several notebooks of this lab {chosen} was graded; left out: ")
    assert all((name in rest.partition("left out")[2]) == (name != chosen) for name in names)


def test_folders_of_loose_notebooks_keep_every_student(labs: Course, tmp_path: Path) -> None:
    notebook(tmp_path, "s/team-a/kim.ipynb", "s/team-a/lee.ipynb", "s/team-b/park.ipynb", "s/team-b/choi.ipynb")
    assert found(labs, tmp_path / "s") == [(B, "kim"), (B, "lee"), (B, "choi"), (B, "park")]
