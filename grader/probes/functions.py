"""Functions that a task may take, by name: an array cannot carry code into the child, a name can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def _quadratic(matrix: np.ndarray, center: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Make the gradient of (p - center)ᵀ matrix (p - center) / 2 for a symmetric matrix; p: (D,)."""
    return lambda p: matrix @ (p - center)


def _quartic(scale: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Make the gradient of sum(scale * p**4) / 4, elementwise; its curvature changes along the way."""
    return lambda p: scale * p**3


#: Gradient functions that a task may take, by name, with arrays as their parameters.
FUNCTIONS: dict[str, Callable[..., Callable[[np.ndarray], np.ndarray]]] = {
    "quadratic": _quadratic,
    "quartic": _quartic,
}


def _coupled(scale: np.ndarray) -> Callable[[np.ndarray], Any]:
    """Make sum(scale * p**2)**2 / 4 for p of the scale's shape; every partial derivative depends on all elements."""
    return lambda p: np.sum(scale * p**2) ** 2 / 4


#: Functions of one array that give a number, for tasks that take one, by name, with arrays as their parameters.
LOSSES: dict[str, Callable[..., Callable[[np.ndarray], Any]]] = {"coupled": _coupled}
