"""Golden results: what the labs' solutions, and some of their known mistakes, give on known inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.course.loader import Lab
from tests.labs.labs import COURSE, LABS, KnownNumber, known, solutions

ROWS = [pytest.param(lab, n, id=f"{lab.name}-{n.name}") for lab in LABS for n in known(lab.name).numbers]


@pytest.mark.parametrize(("lab", "number"), ROWS)
def test_known_number_is_reproduced(lab: Lab, number: KnownNumber) -> None:
    assert_agrees(number.compute(solutions(lab, number.mistake)), number)


def assert_agrees(got: Any, number: KnownNumber) -> None:
    """Compare a result with what is expected, entry by entry where that is a tuple."""
    got, expected = (got, number.expected) if isinstance(number.expected, tuple) else ((got,), (number.expected,))
    for one, other in zip(got, expected, strict=True):
        if number.rtol or number.atol:
            np.testing.assert_allclose(one, other, rtol=number.rtol, atol=number.atol, equal_nan=False)
        else:
            np.testing.assert_array_equal(one, other)


def test_every_table_belongs_to_a_lab_and_every_lab_has_one() -> None:
    tables = {path.stem for path in (Path(__file__).parent / "known_numbers").glob("*.py")}
    assert tables == set(COURSE.labs)


def test_a_number_that_differs_is_found() -> None:
    for number, got in (
        (KnownNumber("exact", None, 1.0), 1.0 + 1e-15),
        (KnownNumber("close", None, [1.0, 2.0], 1e-9), [1.0, 2.0 + 1e-8]),
        (KnownNumber("tuple", None, (1.0, [2.0])), (1.0, [3.0])),
        (KnownNumber("text", None, "a"), "b"),
        (KnownNumber("no number", None, [np.nan], 1e-9), [np.nan]),
    ):
        with pytest.raises(AssertionError):
            assert_agrees(got, number)
