"""Test that files are verified before they are used."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from pathlib import Path

import numpy as np
import pytest

from grader import datasets
from grader.core.errors import DataError
from grader.datasets import catalog, files
from tests.datasets.small import idx, put, small_files, spoil_flipped, spoil_other, spoil_truncated


@pytest.mark.parametrize("spoil", [spoil_truncated, spoil_flipped, spoil_other])
def test_wrong_file_is_named_with_both_checksums_and_the_remedy(course: Path, spoil) -> None:
    folder = put(course / "datasets" / "small")
    path = folder / "test_images.gz"
    fault = spoil(path)
    found, expected = (hashlib.sha256(c).hexdigest() for c in (path.read_bytes(), small_files()[path.name]))
    text = f"{fault}: its SHA-256 is {found}, expected {expected}; mend it with `grader data --fetch small`"
    with pytest.raises(DataError, match=rf"^{re.escape(str(path))}: {text}$"):
        datasets.load()
    states = {Path(row.file).name: row.ok for row in datasets.check("small")}
    assert states == {name: name != path.name for name in small_files()}
    assert f"BAD {path}: " in "\n".join(row.line for row in datasets.check("small"))


def test_changed_file_is_verified_again(course: Path) -> None:
    folder = put(course / "datasets" / "small")
    datasets.load()
    path = folder / "train_labels.gz"
    before = path.stat()
    spoil_flipped(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(DataError, match="corrupt"):
        datasets.load()


def test_unchanged_file_is_not_read_twice(course: Path) -> None:
    put(course / "datasets" / "small")
    assert np.shares_memory(datasets.load().train_images, datasets.load().train_images)


def test_folder_in_place_of_a_file_is_an_error(course: Path) -> None:
    folder = put(course / "datasets" / "small")
    (folder / "test_labels.gz").unlink()
    (folder / "test_labels.gz").mkdir()
    with pytest.raises(DataError, match=r"test_labels\.gz: Is a directory; mend it"):
        datasets.load()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "it starts with nothing"),
        (b"PK\x03\x04", "it starts with 504b0304"),
        (bytes((0, 0, 0x0D, 1, 0, 0, 0, 0)), "it starts with 00000d01"),
        (bytes((0, 0, 8, 3, 0, 0, 0, 1)), "the IDX header ends early, after 8 of 16 bytes"),
        (bytes((0, 0, 8, 1, 0, 0, 0, 5, 1, 2)), r"the IDX header promises 5 bytes for \(5,\), found 2"),
        (bytes((0, 0, 8, 1, 0, 0, 0, 1, 1, 2)), r"the IDX header promises 1 bytes for \(1,\), found 2"),
        (bytes((0, 0, 8, 2)) + b"\xff" * 8, "found 0"),
    ],
)
def test_malformed_idx_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        files.parse_idx(content)


def test_idx_keeps_rows_in_order() -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    assert (files.parse_idx(gzip.decompress(idx(array))) == array).all()


def test_malformed_catalog_is_named(course: Path) -> None:
    (course / "datasets" / "catalog.toml").write_text("default = 'small'\n[small]\ntitle = 3\n")
    catalog.read_catalog.cache_clear()
    with pytest.raises(DataError, match=r"catalog\.toml: not a catalog of data sets \('arrays'\); restore it"):
        datasets.names()
