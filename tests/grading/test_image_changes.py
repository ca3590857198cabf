"""Test the change of images: seeded, bounded, and enough to make a table of fingerprints useless."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from grader import datasets
from grader.datasets import DataSet
from grader.grading import image_changes
from grader.grading.image_changes import deform, perturb, relight


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_brightness_and_noise_change_every_pixel_slightly() -> None:
    images = np.tile(np.array([0, 60, 120, 200, 255], dtype=np.uint8), (500, 1))
    changed = relight(images, rng())
    off = changed.astype(int) - images
    assert changed.dtype == np.uint8
    assert changed.shape == images.shape
    np.testing.assert_array_equal(np.abs(off).max(axis=0), [3, 6, 9, 13, 16])
    assert len(np.unique(changed, axis=0)) > 450
    assert np.all(images == np.tile([0, 60, 120, 200, 255], (500, 1)))


def test_images_depend_on_the_seed_alone_and_are_not_changed_in_place() -> None:
    images = rng().integers(0, 256, (1500, 64), dtype=np.uint8)
    before = images.copy()
    np.testing.assert_array_equal(perturb(images, rng(1)), perturb(images, rng(1)))
    assert np.mean(np.any(perturb(images, rng(1)) != perturb(images, rng(2)), axis=1)) == 1
    np.testing.assert_array_equal(images, before)
    with pytest.raises(ValueError, match="images of 5 pixels are not square"):
        deform(images[:, :5], rng())


def test_empty_and_uniform_images_stay_as_they_are() -> None:
    flat = np.full((3, 784), 90, np.uint8)
    np.testing.assert_array_equal(deform(flat, rng()), flat)
    assert deform(np.zeros((0, 784), np.uint8), rng()).shape == (0, 784)


def centre(images: np.ndarray) -> np.ndarray:
    """Centre of mass of each image, (N, 2)."""
    side = int(np.sqrt(images.shape[1]))
    squares = images.reshape(-1, side, side).astype(float)
    mass = squares.sum(axis=(1, 2))
    places = np.arange(side)
    return (
        np.stack([(squares.sum(axis=2) * places).sum(axis=1), (squares.sum(axis=1) * places).sum(axis=1)], 1)
        / mass[:, None]
    )


def test_a_spot_moves_by_no_more_than_shift_rotation_and_bend(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spot of 3 x 3 pixels, 9 pixels off the centre; every image is moved in another direction."""
    image = np.zeros((28, 28), np.uint8)
    image[4:7, 13:16] = 200
    images = np.tile(image.ravel(), (2000, 1))
    moved = centre(deform(images, rng())) - centre(images)
    most = image_changes.SHIFT + image_changes.ELASTIC + 9 * np.deg2rad(image_changes.ROTATION) + 0.25
    assert np.abs(moved).max() < most
    assert np.abs(moved.mean(axis=0)).max() < 0.1
    assert (moved.std(axis=0) > 0.4).all()
    for name, off in (("SHIFT", 0.0), ("ELASTIC", 0.0), ("ROTATION", 0.0)):
        monkeypatch.setattr(image_changes, name, off)
    np.testing.assert_array_equal(deform(images, rng()), images)


@pytest.mark.parametrize(("name", "spread"), [("SHIFT", 0.5), ("ELASTIC", 0.15), ("ROTATION", 0.3)])
def test_each_kind_of_change_moves_a_spot(monkeypatch: pytest.MonkeyPatch, name: str, spread: float) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[4:7, 13:16] = 200
    images = np.tile(image.ravel(), (1000, 1))
    for other in {"SHIFT", "ELASTIC", "ROTATION"} - {name}:
        monkeypatch.setattr(image_changes, other, 0.0)
    moved = centre(deform(images, rng())) - centre(images)
    assert moved.std(axis=0).max() > spread


@cache
def mnist() -> DataSet:
    try:
        return datasets.load("mnist")
    except datasets.UnavailableError:
        pytest.skip("MNIST is not on this machine")


def fingerprints(images: np.ndarray) -> np.ndarray:
    """40 bits of each image that noise and brightness leave alone: which of 8 x 5 blocks are bright, (N, 40)."""
    blocks = images.reshape(-1, 28, 28)[:, 2:26, 4:24].reshape(-1, 8, 3, 5, 4).mean(axis=(2, 4)).reshape(-1, 40)
    return (blocks > np.maximum(np.median(blocks, axis=0), 30)).astype(np.float32)


def nearest(table: np.ndarray, images: np.ndarray) -> np.ndarray:
    """The entry of the table with the fewest other bits, for each image."""
    bits = fingerprints(images)
    return (bits @ (1 - table).T + (1 - bits) @ table.T).argmin(axis=1)


@pytest.mark.slow
def test_table_of_fingerprints_survives_noise_and_brightness_but_no_deformation() -> None:
    """What is left of it tells as much as fingerprints of the training images do, and less than any tier asks."""
    data = mnist()
    table, labels = fingerprints(data.test_images), data.test_labels
    relit = nearest(table, relight(data.test_images, rng(1)))
    assert np.mean(labels[relit] == labels) > 0.98
    assert np.mean(relit == np.arange(len(labels))) > 0.8
    changed = perturb(data.test_images, rng(1))
    found = nearest(table, changed)
    assert np.mean(found == np.arange(len(labels))) < 0.4, "of these, most are recognized as others"
    honest = nearest(fingerprints(data.train_images[:10_000]), changed)
    assert np.mean(labels[found] == labels) < 0.89
    assert np.mean(labels[found] == labels) < np.mean(data.train_labels[honest] == labels) + 0.12
