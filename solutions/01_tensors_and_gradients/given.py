"""Handed out with the lab: functions to differentiate, programs that build a graph, and a loss with its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

# Functions of one array


def bowl(x: Any) -> Any:
    """Cubes and products of all elements: x of any shape gives one number, and every slope depends on every element."""
    return (x**3).sum() + (x**2).sum() * x.sum() / 4


def neighbours(x: Any) -> Any:
    """Each element times the square of the one before, plus a share of the cube of the sum: (D,) gives (D - 1,)."""
    return x[1:] * x[:-1] ** 2 + x.sum() ** 3 / 20


def double(a: Any) -> Any:
    """Twice the array: b = 2 a."""
    return 2 * a


def pair_sums(a: Any) -> Any:
    """The square of the sum of every two neighbours: (D,) gives (D - 1,)."""
    return (a[1:] + a[:-1]) ** 2


def leaf(a: Any) -> Any:
    """An array of threes of the shape of a: what it holds does not depend on a."""
    return 0 * a + 3.0


# Functions of several arrays


def square_affine(X: Any, W: Any, b: Any, Y: Any) -> Any:
    """The squared errors of an affine map, one by one: X (N, D), W (D, M), b (1, M), Y (N, M) give (N, M)."""
    return (X @ W + b - Y) ** 2


def add(a: Any, b: Any) -> Any:
    """Add two arrays of one shape: y = a + b."""
    return a + b


def blend(a: Any, b: Any) -> Any:
    """Mix an array (D,) with a shorter one (D - 1,) into (D - 1,) numbers."""
    return a[:-1] * b + a[1:] ** 2


def product(a: Any, b: Any) -> Any:
    """Multiply a square by another array of its shape: y = a a b."""
    return a**2 * b


# The gradient of a function that gives one number

_STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))


def slopes(f: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    """The gradient at x of a function that gives one number, from five points to each side of an element.

    f: takes an array of the shape of x. x: an array of any shape, left unchanged.
    For polynomials up to the fourth degree only the rounding is left of the error, about 1e-12.
    Returns a float64 array of the shape of x.
    """
    x, reach = np.asarray(x, dtype=np.float64), 2.0**-9
    units = np.eye(x.size).reshape(x.size, *x.shape)
    parts = [share / reach * np.array([f(x + steps * reach * unit) for unit in units]) for steps, share in _STENCIL]
    return np.reshape(sum(parts), x.shape)


# Programs on nodes of a graph; they work on plain numbers and arrays as far as those have the methods


def chain(x: Any) -> Any:
    """One path: y = log(exp(x) + 1), summed."""
    return (x.exp() + 1.0).log().sum()


def square(x: Any) -> Any:
    """A node used twice by one operation: y = x x."""
    return x * x


def fan_out(x: Any) -> Any:
    """A node used three times: y = x x + x, summed."""
    return (x * x + x).sum()


def diamond(x: Any, y: Any) -> Any:
    """Two paths that part and meet, with one more operation on top."""
    middle = x * y
    left, right = middle + x, middle * y
    return (left * right + middle).exp()


def grid(column: Any, row: Any) -> Any:
    """A column (N, 1) and a row (1, M), spread over a table (N, M)."""
    return (column + row) * row


def shift(X: Any, b: Any) -> Any:
    """A vector (M,) added to every row of X (N, M), and a number () that scales it all."""
    return (X + b) * b.sum()


def hinge(x: Any) -> Any:
    """Positive parts, squared: the slope of relu is asked for on either side of 0, and at 0."""
    part = x.relu()
    return part * part + part * 3.0


def two_layers(X: Any, W: Any, b: Any, V: Any) -> Any:
    """A network of two layers: X (N, D), W (D, H), b (H,), V (H, M) give (N, M)."""
    return (X @ W + b).relu() @ V


def squares(X: Any, W: Any, b: Any, Y: Any) -> Any:
    """The program of square_affine, in operations that a node has."""
    error = X @ W + b + Y * -1.0
    return error * error


# A loss with its gradient


def squared_error(w: np.ndarray, X: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean squared error of the predictions X w.

    w: (D,). X: (N, D). y: (N,). Returns the loss, and its gradient with respect to w, (D,). Nothing is changed.
    """
    errors = np.dot(X, w) - y
    return float(np.dot(errors, errors)) / len(y), np.dot(errors, X) * (2.0 / len(y))
