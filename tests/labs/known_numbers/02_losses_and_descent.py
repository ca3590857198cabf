"""Known numbers of 02_losses_and_descent, worked out by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.labs.labs import Known, KnownNumber

LOGITS, TARGETS = np.array([[1000.0, 0.0, -1000.0], [0.0, 0.0, 0.0]]), np.eye(3)[[0, 2]]
THIRD = 1 / 30


def two_steps_of_a_line(labs: SimpleNamespace) -> tuple[Any, Any]:
    x, y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
    first = labs.linear_regression_step(0.0, 0.0, x, y, 0.5)
    return np.array(first), np.array(labs.linear_regression_step(*first, x, y, 0.5))


def regression(labs: SimpleNamespace, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    images, labels = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0, 2])
    batches = [np.array([0, 1])] * steps
    return labs.softmax_regression(images, labels, batches, labs.softmax_cross_entropy, classes=3, lr=0.1)


def gradient_checks(labs: SimpleNamespace) -> tuple[np.ndarray, float, float]:
    """(measured slopes of a sum of cubes, the error of its right gradient, the error of a wrong one)."""
    x = np.array([1.0, -2.0, 0.5])
    numeric, error = labs.gradient_check(lambda p: np.sum(p**3), x, 3 * x**2)
    return numeric, error, labs.gradient_check(lambda p: np.sum(p**3), x, 2 * x**2)[1]


KNOWN = Known(
    numbers=(
        KnownNumber("a line in two steps", two_steps_of_a_line, ([13 / 3, 3], [-14 / 9, -4 / 3]), 1e-13),
        KnownNumber(
            "half the sum of squares",
            lambda labs: labs.mse(np.array([1.0, 3.0, 2.0]), np.array([0.0, 1.0, 2.0])),
            (2.5, [1.0, 2.0, 0.0]),
        ),
        KnownNumber(
            "softmax of a hundred thousand",
            lambda labs: labs.softmax(np.array([[1e5, 1e5], [-1e5, 1e5]])),
            [[0.5, 0.5], [0.0, 1.0]],
        ),
        KnownNumber("0 log 0", lambda labs: labs.cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0])), 0.0),
        KnownNumber(
            "ignorance costs ln 10",
            lambda labs: labs.cross_entropy(np.full((100, 10), 0.1), np.eye(10)[np.arange(100) % 10]),
            100 * math.log(10),
            1e-14,
        ),
        KnownNumber(
            "fused loss at logits of 1000",
            lambda labs: labs.softmax_cross_entropy(LOGITS, TARGETS),
            (1.0986122886681098, [[0, 0, 0], [1 / 3, 1 / 3, -2 / 3]]),
            1e-14,
            1e-15,
        ),
        KnownNumber(
            "fused loss of certainty that is wrong",
            lambda labs: labs.softmax_cross_entropy(LOGITS[:1], np.eye(3)[[2]])[0],
            2000.0,
        ),
        KnownNumber(
            "softmax regression, one step",
            lambda labs: regression(labs, 1),
            (
                [[2 * THIRD, -THIRD, -THIRD], [5 * THIRD, -THIRD, -4 * THIRD]],
                [THIRD, -2 * THIRD, THIRD],
                [2.1972245773362196],
            ),
            1e-12,
        ),
        KnownNumber(
            "softmax regression, two losses",
            lambda labs: regression(labs, 2)[2],
            [2.1972245773362196, 1.6554229341],
            1e-10,
        ),
        KnownNumber("gradient check", gradient_checks, ([3.0, 12.0, 0.75], 0, 0.2), 1e-6, 1e-8),
    ),
    titles=(
        "One walk, however it is written: nowhere more than ",
        "Ten templates read nine digits out of ten \\(three hundred, 300 images\\)$",
    ),
)
