"""Test the distance between answers that the proof requires, with and without bounds."""

from __future__ import annotations

import numpy as np
import pytest

from grader.authoring.proof.margins import BOUNDED_WRONG, far_apart
from grader.core.records import FLOAT64, Observation


def statistic(value: float, bound: float | None = None) -> Observation:
    bounds = {} if bound is None else {"scale": bound}
    return Observation("ok", {"scale": np.array(value)}, {"scale": "float"}, bounds=bounds)


@pytest.mark.parametrize(("apart", "bounds", "far"), [(2.5, (1, 1), True), (1.5, (1, 1), False), (2.5, (1, 2), False)])
def test_statistics_two_of_either_bound_apart_are_far_apart(apart, bounds, far):
    assert BOUNDED_WRONG == 2
    assert far_apart(statistic(0.0, bounds[0]), statistic(apart, bounds[1]), FLOAT64) is far


def test_exact_answers_ten_tolerances_apart_are_far_apart():
    assert not far_apart(statistic(1.0), statistic(1.0 + 5e-7), FLOAT64)
    assert far_apart(statistic(1.0), statistic(1.0 + 5e-6), FLOAT64)
