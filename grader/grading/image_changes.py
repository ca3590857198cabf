"""Change images so that they are hard to recognize and as easy to classify: shift, rotation, elastic change, light.

A table of known images finds an image by a fingerprint, a few bits that survive a change of brightness and noise. They
do not survive that every stroke lies elsewhere by up to two pixels, in a way that differs from place to place.
"""

from __future__ import annotations

import math

import numpy as np

#: Of an image of 28 x 28 pixels; the ranges are uniform, on both sides of 0.
SHIFT = 1.0  # pixels, down and to the right
ROTATION = 4.0  # degrees around the centre
ELASTIC = 0.5  # pixels, down and to the right, at each knot of a grid; between the knots linear
KNOTS = 5  # per side of that grid
#: Factors of brightness, one per image, and noise in grey levels, one per pixel.
BRIGHTNESS = (0.95, 1.05)
NOISE = 3
_AT_ONCE = 1000  # images; the arrays of more do not fit into the processor's cache


def perturb(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Deform every image, and change its brightness and each of its pixels a little.

    images: (N, side * side) uint8, unchanged
    rng: source of the changes, as secret as its seed
    """
    return relight(deform(images, rng), rng)


def relight(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Multiply every image by a brightness of its own, and add a few grey levels of noise to every pixel.

    images: (N, D) uint8, unchanged
    rng: source of the changes
    """
    brightness = rng.uniform(*BRIGHTNESS, size=(len(images), 1)).astype(np.float32)
    noise = rng.integers(-NOISE, NOISE, size=images.shape, dtype=np.int8, endpoint=True)
    changed: np.ndarray = np.rint(images * brightness + noise).clip(0, 255).astype(np.uint8)
    return changed


def deform(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Shift, rotate and bend every image in a way of its own; beyond its edges the outermost pixels go on.

    images: (N, side * side) uint8, unchanged; side is at least 2
    rng: source of the changes

    Raises ValueError where the images are not square.
    """
    side = math.isqrt(images.shape[1])
    if side * side != images.shape[1] or side < 2:
        raise ValueError(f"images of {images.shape[1]} pixels are not square; only square ones are deformed")
    changed = np.empty_like(images)
    for start in range(0, len(images), _AT_ONCE):
        batch = images[start : start + _AT_ONCE].reshape(-1, side, side)
        down, right = _sources(len(batch), side, rng)
        changed[start : start + len(batch)] = _sampled(batch, down, right).reshape(len(batch), -1)
    return changed


def _sources(count: int, side: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw where each pixel of each image comes from, down and to the right, each (count, side, side) float32."""
    centre = (side - 1) / 2
    place = np.arange(side, dtype=np.float32) - np.float32(centre)
    angle = np.deg2rad(rng.uniform(-ROTATION, ROTATION, (count, 1, 1))).astype(np.float32)
    shift = rng.uniform(-SHIFT, SHIFT, (2, count, 1, 1)).astype(np.float32)
    knots = rng.uniform(-ELASTIC, ELASTIC, (2, count, KNOTS, KNOTS)).astype(np.float32)
    between = _interpolation(side)
    bent = shift + between @ knots @ between.T + np.float32(centre)
    down = np.cos(angle) * place[:, None] - np.sin(angle) * place + bent[0]
    right = np.sin(angle) * place[:, None] + np.cos(angle) * place + bent[1]
    return down, right


def _interpolation(side: int) -> np.ndarray:
    """Make the matrix that interpolates KNOTS values linearly at `side` places, (side, KNOTS)."""
    at = np.linspace(0, KNOTS - 1, side)
    left = np.minimum(at.astype(int), KNOTS - 2)
    matrix = np.zeros((side, KNOTS), np.float32)
    matrix[np.arange(side), left] = 1 - (at - left)
    matrix[np.arange(side), left + 1] += at - left
    return matrix


def _sampled(images: np.ndarray, down: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Sample images at fractional places by bilinear interpolation, (N, side, side) uint8."""
    count, side, _ = images.shape
    last = np.float32(side - 1)
    down, right = down.clip(0, last), right.clip(0, last)
    row, column = (np.minimum(at.astype(np.int32), side - 2) for at in (down, right))
    below, beside = down - row, right - column
    flat = images.ravel().astype(np.float32)
    at = np.arange(count, dtype=np.int32)[:, None, None] * (side * side) + row * side + column
    upper = flat[at] * (1 - beside) + flat[at + 1] * beside
    lower = flat[at + side] * (1 - beside) + flat[at + side + 1] * beside
    sampled: np.ndarray = np.rint(upper * (1 - below) + lower * below).astype(np.uint8)
    return sampled
