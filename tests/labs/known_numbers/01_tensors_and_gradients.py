"""Known numbers of 01_tensors_and_gradients: those of the slides, and results worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

TWELVE = np.array([[0, 1, 2], [2, 3, 4], [4, 5, 6], [7, 8, 9]])
KERAS = (
    ("conv", 3, 32, 3, 3),
    ("pool", 2, 2),
    ("conv", 32, 16, 3, 3),
    ("pool", 2, 2),
    ("flatten",),
    ("dense", 576, 10),
)
PROGRAM = [np.array(x, dtype=float) for x in ([[1, 2]], [[1, 0, 2], [0, 1, -1]], [[0.5, 0, 0]], [[0, 1, -1]])]


def sides(labs: SimpleNamespace) -> list[int]:
    """The sides of the slides' pictures after convolution, pooling, convolution and pooling."""
    found, side = [], 32
    for k, stride in ((3, 1), (2, 2), (3, 1), (2, 2)):
        side = labs.conv_output_size(side, k, stride=stride)
        found.append(side)
    return found


def program(labs: SimpleNamespace) -> tuple[Any, ...]:
    """The gradients of the slides' program by W, b and X, and those by X of each result alone."""
    dX, dW, db, _ = labs.gradients(labs.given.square_affine, PROGRAM, labs.numerical_gradient)
    single = [
        labs.gradients(labs.given.square_affine, PROGRAM, labs.numerical_gradient, grad_y=row[None])[0]
        for row in np.eye(3)
    ]
    return dW, db, dX, np.array(single), np.linalg.matrix_rank(dW, tol=1e-6)


def engine(labs: SimpleNamespace) -> tuple[Any, ...]:
    """The same program on the engine: value, gradients by W, b and X."""
    leaves = [labs.Node(x) for x in PROGRAM]
    end = labs.given.squares(*leaves)
    end.backward()
    X, W, b, _ = leaves
    return end.value, W.grad, b.grad, X.grad


def partials(labs: SimpleNamespace, *stop: str) -> np.ndarray:
    """The gradients of a + 2 a by a and by b = 2 a."""
    a = np.array([1.7])
    found = labs.partial_gradients(labs.given.add, labs.given.double, a, labs.given.slopes, stop_gradients=stop)
    return np.concatenate(found)


def minutes(labs: SimpleNamespace, size: int, rate: float, seed: int = 0) -> tuple[int, int]:
    """Updates and minutes until the loss of sixty samples is within 2 % of the least, a minute per sample."""
    rng = np.random.default_rng(seed)
    X, direction = rng.normal(size=(60, 2)), rng.normal(size=2)
    y = X @ direction / np.linalg.norm(direction) + 0.1 * rng.normal(size=60)
    loss = labs.given.squared_error
    least = loss(np.linalg.lstsq(X, y, rcond=None)[0], X, y)[0]
    _, losses, clock = labs.sgd_clock(np.zeros(2), X, y, loss, size, 15, rate)
    below = int(np.flatnonzero(losses <= least + 0.02 * (loss(np.zeros(2), X, y)[0] - least))[0])
    return below + 1, int(clock[below])


KNOWN = Known(
    numbers=(
        KnownNumber(
            "products of the slides",
            lambda labs: (
                labs.matmul(np.array([[1.0, 2.0]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])),
                labs.matmul(np.array([[1.0, 3.0], [2.0, 4.0]]), np.array([[5.0, 7.0], [6.0, 8.0]])),
            ),
            ([[9, 12, 15]], [[23, 31], [34, 46]]),
        ),
        KnownNumber(
            "twelve numbers of the slides",
            lambda labs: labs.reshape_then_transpose(TWELVE, 2),
            [[0, 4], [1, 5], [2, 6], [2, 7], [3, 8], [4, 9]],
        ),
        KnownNumber("the slides' pictures", sides, [30, 15, 13, 6]),
        KnownNumber("padding of 1 keeps the side", lambda labs: labs.conv_output_size(32, 3, pad=1), 32),
        KnownNumber("the slides' network", lambda labs: labs.parameter_count(KERAS), [896, 0, 4624, 0, 0, 5770]),
        KnownNumber(
            "gradient of a sum of cubes",
            lambda labs: labs.numerical_gradient(lambda p: np.sum(p**3), np.array([[1, -2]])),
            [[3.0, 12.0]],
            1e-8,
        ),
        KnownNumber(
            "Jacobian of a matrix",
            lambda labs: labs.jacobian(lambda x: np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]) @ x, np.zeros(3)),
            [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
            1e-9,
        ),
        KnownNumber(
            "the slides' program, measured",
            program,
            ([[3, 2, 2], [6, 4, 4]], [[3, 2, 2]], [[7, 0]], [[[3, 0]], [[0, 2]], [[4, -2]]], 1),
            1e-8,
            1e-9,
        ),
        KnownNumber(
            "the slides' program, on the engine",
            engine,
            ([[2.25, 1, 1]], [[3, 2, 2], [6, 4, 4]], [[3, 2, 2]], [[7, 0]]),
        ),
        KnownNumber("a + 2 a, total", partials, [3.0, 1.0], 1e-9),
        KnownNumber("a + 2 a, stopped", lambda labs: partials(labs, "a", "b"), [1.0, 1.0], 1e-9),
        KnownNumber(
            "moving average",
            lambda labs: labs.simple_moving_average(np.array([4.0, 2.0, 6.0, 1.0]), 2),
            [4.0, 3.0, 4.0, 3.5],
        ),
        KnownNumber(
            "360 minutes against 55, and 44",
            lambda labs: (minutes(labs, 60, 0.15), minutes(labs, 5, 0.08), minutes(labs, 1, 0.02)),
            ((6, 360), (11, 55), (44, 44)),
        ),
        KnownNumber(
            "other draws of sixty samples",
            lambda labs: tuple(
                [minutes(labs, size, rate, seed)[1] for seed in range(5)]
                for size, rate in ((60, 0.15), (5, 0.08), (1, 0.02))
            ),
            ([360, 600, 420, 300, 360], [55, 95, 65, 50, 55], [44, 77, 55, 42, 45]),
        ),
    ),
    titles=(
        "The slides' Keras: 11,290 parameters, 576 numbers after flatten",
        "The slides' PyTorch: 15,770 parameters, 1,024 numbers after flatten",
        "To the same line: 60 at a time: 360 minutes; 5 at a time: 55 minutes; 1 at a time: 44 minutes",
    ),
)
