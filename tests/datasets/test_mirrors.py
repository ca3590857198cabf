"""Test downloads: complete or not at all, from the first mirror that has the file."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from grader import datasets
from grader.core.errors import DataError, UnavailableError
from grader.datasets import mirrors
from tests.datasets.small import Mirror, places, put, small_files, spoil_flipped, spoil_truncated, write_catalog
from tests.faults.disks import fill, small_disk


def test_download_goes_to_the_course_and_is_verified(course: Path, mirror: Mirror) -> None:
    write_catalog(course, mirror.url)
    found = datasets.load()
    assert found.source == str(course / "datasets" / "small")
    assert sorted(os.listdir(found.source)) == sorted(small_files())
    mirror.requests.clear()
    datasets.load()
    assert mirror.requests == []


def test_next_mirror_is_used_where_one_fails_or_has_a_wrong_file(course: Path, mirror: Mirror) -> None:
    for name in small_files():
        (mirror.folder / "bad").mkdir(exist_ok=True)
        (mirror.folder / "bad" / name).write_bytes(b"not what was asked for")
    write_catalog(course, "http://127.0.0.1:9/", f"{mirror.url}bad/", mirror.url)
    assert datasets.load().name == "small"
    assert "/bad/test_labels.gz" in mirror.requests
    assert "/test_labels.gz" in mirror.requests


def test_download_with_a_wrong_checksum_leaves_no_file(course: Path, mirror: Mirror) -> None:
    spoil_truncated(mirror.folder / "test_images.gz")
    write_catalog(course, mirror.url)
    with pytest.raises(UnavailableError, match=rf"{mirror.url}test_images\.gz: .*hash"):
        datasets.load("small")
    assert "test_images.gz" not in os.listdir(course / "datasets" / "small")
    assert all(name in small_files() for name in os.listdir(course / "datasets" / "small"))


def test_interrupted_download_is_completed(course: Path, mirror: Mirror) -> None:
    write_catalog(course, mirror.url)
    put(course / "datasets" / "small", without="test_labels.gz")
    datasets.load()
    assert set(mirror.requests) == {"/test_labels.gz"}


def test_fetch_repairs_what_check_reports(course: Path, mirror: Mirror) -> None:
    write_catalog(course, mirror.url)
    folder = put(course / "datasets" / "small")
    spoil_flipped(folder / "train_images.gz")
    (folder / "test_labels.gz").unlink()
    assert datasets.fetch("small") == f"small: {folder}: 2 of 4 files downloaded, all verified"
    assert all(row.ok for row in datasets.check("small"))
    assert datasets.fetch("small") == f"small: {folder}: 0 of 4 files downloaded, all verified"


def test_fetch_repairs_the_folder_of_the_environment(
    course: Path, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_catalog(course, mirror.url)
    folder = put(places(course, monkeypatch)["environment"])
    spoil_truncated(folder / "train_images.gz")
    datasets.fetch("small")
    assert datasets.load().source == str(folder)


def test_unwritable_destination_is_named(course: Path, mirror: Mirror) -> None:
    write_catalog(course, mirror.url)
    (course / "datasets" / "small").write_text("a file, where a folder belongs")
    with pytest.raises(DataError, match=r"datasets/small: cannot be written \(File exists\)"):
        datasets.fetch("small")


def test_mirror_that_never_answers_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(mirrors, "TIMEOUT", 0.5)
    monkeypatch.setattr(mirrors, "_answers", lambda url: "quick" in url or released.wait(60))
    assert mirrors.answering(["http://silent/", "http://quick/"], "file") == ["http://quick/"]
    released.set()


def test_download_onto_a_full_disk_leaves_no_part_and_can_be_repeated(course: Path, mirror: Mirror) -> None:
    write_catalog(course, mirror.url)
    with small_disk(course / "datasets" / "small") as disk:
        ballast = fill(disk)
        with pytest.raises(DataError, match=r"datasets/small: cannot be written \(No space left on device\); free it"):
            datasets.fetch("small")
        assert os.listdir(disk) == ["ballast"]
        ballast.unlink()
        assert datasets.fetch("small") == f"small: {disk}: 4 of 4 files downloaded, all verified"
