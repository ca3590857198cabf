"""Losses of two weights, to walk on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Surface:
    """A loss of two weights.

    loss: points (..., 2) -> (...,). gradient: point (2,) -> (2,). start, minimum: points.
    window: (left, right, bottom, top) of the picture. label: where the word "minimum" stands, in points from it.
    """

    name: str
    loss: Callable[[np.ndarray], np.ndarray]
    gradient: Callable[[np.ndarray], np.ndarray]
    start: tuple[float, float]
    minimum: tuple[float, float]
    window: tuple[float, float, float, float]
    label: tuple[float, float] = (7, -24)


def _beale(point: np.ndarray) -> np.ndarray:
    x, y = point[..., 0], point[..., 1]
    return np.asarray((1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2)


def _beale_gradient(point: np.ndarray) -> np.ndarray:
    x, y = point
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    return np.array(
        [
            2 * a * (y - 1) + 2 * b * (y**2 - 1) + 2 * c * (y**3 - 1),
            2 * a * x + 4 * b * x * y + 6 * c * x * y**2,
        ]
    )


_CURVATURE = np.array([1.0, 25.0])

#: An elongated quadratic, (x² + 25 y²) / 2: 25 times as steep across as along.
VALLEY = Surface(
    "valley",
    lambda point: np.asarray((_CURVATURE * point**2).sum(axis=-1) / 2),
    lambda point: _CURVATURE * point,
    start=(-4.0, 1.0),
    minimum=(0.0, 0.0),
    window=(-4.6, 2.2, -1.6, 1.6),
    label=(-21, -58),
)

#: Beale's function: flat plateaus, a curved valley, steep walls at the corners; its minimum is 0 at (3, 0.5).
BEALE = Surface(
    "Beale",
    _beale,
    _beale_gradient,
    start=(1.0, 1.5),
    minimum=(3.0, 0.5),
    window=(-0.5, 4.4, -1.4, 2.2),
)
