"""Test projections: equal for equal numbers, different for others, and silent about statements."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core.fingerprint import output_of, outputs_of, project
from grader.core.records import FLOAT64, Observation


def seen(status="ok", **values):
    arrays = {label.replace("_", " "): np.asarray(value) for label, value in values.items()}
    return Observation(status, arrays, dict.fromkeys(arrays, "ndarray"))


EXPECTED = seen(y=[[1.0, -2.0, 3e4]], dx=[0.5])


def projected(observation):
    return project(observation, EXPECTED, FLOAT64)


@pytest.mark.parametrize(
    ("label", "output"),
    [
        ("params[0] after step 12", "params"),
        ("y of pass 2", "y"),
        ("y", "y"),
        ("batches[3]", "batches"),
        ("number of batches", "number of batches"),
        ("[0]", "[0]"),
    ],
)
def test_label_belongs_to_its_output(label, output):
    assert output_of(label) == output


def test_statistic_is_an_output_of_its_own():
    drawn = Observation(values={"p[0]": np.zeros(1)}, types={"p[0]": "float", "q[1]": "float"}, bounds={"p[0]": 0.1})
    assert outputs_of(drawn) == ["p[0]", "q"]


def test_same_numbers_have_the_same_projection_whatever_dtype_and_axes_of_length_1():
    one = projected(seen(y=[[1.0, -2.0, 3e4]], dx=[0.5]))
    other = projected(seen(y=np.array([1, -2, 30000]), dx=0.5))
    assert {key: (part.code, part.total) for key, part in one.items()} == {
        key: (part.code, part.total) for key, part in other.items()
    }
    assert list(one) == ["y", "dx", ""]


@pytest.mark.parametrize(
    "changed",
    [
        seen(y=[[1.0, -2.0 * (1 + 1e-5), 3e4]], dx=[0.5]),
        seen(y=[[-2.0, 1.0, 3e4]], dx=[0.5]),
        seen(y=[[1.0, -2.0, 3e4]], dx=[0.5 + 1e-5]),
    ],
)
def test_other_numbers_differ_by_more_than_is_allowed(changed):
    ours, theirs = projected(EXPECTED)[""], projected(changed)[""]
    assert abs(ours.total - theirs.total) > 10 * theirs.allowance


def test_rounding_stays_within_what_is_allowed():
    ours, theirs = projected(EXPECTED), projected(seen(y=[[1.0 + 1e-9, -2.0, 3e4 - 1e-5]], dx=[0.5]))
    assert abs(ours[""].total - theirs[""].total) < theirs[""].allowance


@pytest.mark.parametrize(
    "changed",
    [
        seen(y=[[1.0], [-2.0]], dx=[0.5]),
        seen(y=[[1.0, -2.0, np.nan]], dx=[0.5]),
        seen(y=[[1.0, -2.0, np.inf]], dx=[0.5]),
        seen(y=[[1.0, -2.0, -np.inf]], dx=[0.5]),
        seen(y=[[1.0, -2.0, 1e300]], dx=[0.5]),
        seen("raised", y=[[1.0, -2.0, 3e4]], dx=[0.5]),
        seen(y=[[1.0, -2.0, 3e4]]),
    ],
)
def test_shape_places_of_nan_and_ending_are_in_the_code(changed):
    projections = projected(changed)
    assert projections[""].code != projected(EXPECTED)[""].code
    assert all(np.isfinite(part.total) and np.isfinite(part.allowance) for part in projections.values())


def test_projections_are_the_same_on_every_machine():
    part = project(seen(y=[1.0, 2.0, 3.0]), seen(y=[0.0, 0.0, 0.0]), FLOAT64)["y"]
    assert part.code == 4125851188
    assert part.total == pytest.approx(-5903707733.34211, rel=1e-12)
