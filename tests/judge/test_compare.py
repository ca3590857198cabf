"""Test comparison: structure before values, NaN never equal, and which types are interchangeable."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.arrays import Arrays, read_layout, written
from grader.core.records import FLOAT64, Mismatch, Observation, Tolerance
from grader.judge.compare import agree, compare, margin, worst_elements


def observed(*values, kinds=None, **named):
    """Make an observation of values called v0, v1, ... or by name, as a probe does."""
    labelled = {**{f"v{i}": value for i, value in enumerate(values)}, **named}
    types = {label: type(value).__name__ for label, value in labelled.items()}
    return Observation(values={k: np.array(v) for k, v in labelled.items()}, types={**types, **(kinds or {})})


def reason(expected, got):
    found = compare(observed(expected), observed(got), FLOAT64)
    return found.reason if found else None


ONES = np.ones((2, 3))


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (ONES, ONES * (1 + 1e-9)),
        (np.zeros(3), np.full(3, 1e-11)),
        (np.array([np.inf, -np.inf]), np.array([np.inf, -np.inf])),
        (np.ones(2, np.float32), np.ones(2)),  # wider is no mistake
        (np.array([1, 2]), np.array([1, 2], np.int32)),
        ([1.0, 0.0], np.array([1.0, 0.0])),
        ([1.0, 0.0], (1.0, 0.0)),
        ([1.0, 0.0], [1, 0]),
        ([1.0, 0.5], [np.float32(1.0), np.float32(0.5)]),
        (1.0, 1),
        (1.0, np.float64(1.0)),
        (np.float64(1.0), np.array(1.0)),
        (np.array(1.0), 1.0),
        (np.zeros((0, 2)), np.zeros((0, 2))),
        (np.array([True, False]), np.array([True, False])),
        ([1 + 0j], [1.0]),
    ],
)
def test_equal_values_match(expected, got):
    assert reason(expected, got) is None
    assert margin(observed(expected), observed(got), FLOAT64) <= 1


@pytest.mark.parametrize(
    ("expected", "got", "why"),
    [
        (np.ones(1), np.zeros(0), "shape"),
        (np.ones(3), np.ones((3, 1)), "shape"),
        (np.ones((5, 3)), np.ones((1, 3)), "shape"),
        (np.ones(()), np.ones(1), "shape"),
        (ONES, ONES.astype(complex), "dtype"),
        (ONES, ONES.astype(np.float32), "dtype"),
        (ONES, ONES.astype(int), "dtype"),
        (ONES, ONES.astype(bool), "dtype"),
        (np.array([1, 0]), np.array([1.0, 0.0]), "dtype"),
        (np.array([1, 0]), np.array([True, False]), "dtype"),
        (np.array([True]), np.array([1]), "dtype"),
        ([1.0], [1 + 0j], "dtype"),
        (ONES.astype(complex), ONES, "dtype"),
        ([1 + 0j], [1], "dtype"),
        (ONES, ONES.tolist(), "type"),
        (1.0, [1.0], "type"),
        ([1.0], 1.0, "type"),
        (ONES, ONES + 1e-6, "values"),
        (np.array([np.nan]), np.array([np.nan]), "values"),
        (np.array([np.inf]), np.array([-np.inf]), "values"),
        (np.array([1.0]), np.array([np.inf]), "values"),
        (np.array([10**9]), np.array([10**9 + 1]), "values"),  # whole numbers have no tolerance
        (np.array([2**53]), np.array([2**53 + 1]), "values"),
    ],
)
def test_different_values_do_not_match(expected, got, why):
    assert reason(expected, got) == why
    assert margin(observed(expected), observed(got), FLOAT64) > 1


def test_array_subclass_and_masked_array_do_not_match_an_array():
    masked = compare(observed(ONES), observed(ONES, kinds={"v0": "MaskedArray"}), FLOAT64)
    assert masked == Mismatch("v0", "type", got="MaskedArray", expected="ndarray")


def test_none_is_a_type_and_an_absent_label_is_missing():
    none = compare(observed(ONES), Observation(types={"v0": "NoneType"}), FLOAT64)
    assert none == Mismatch("v0", "type", got="NoneType", expected="ndarray")
    nothing = compare(observed(ONES), Observation("raised"), FLOAT64)
    assert nothing == Mismatch("v0", "missing", got="nothing", expected="float64 array of shape (2, 3)")
    assert margin(observed(ONES), Observation("raised"), FLOAT64) == math.inf


def test_values_before_an_exception_are_compared():
    expected = observed(first=np.zeros(2), second=np.zeros(2))
    half = Observation("raised", {"first": np.ones(2)}, {"first": "ndarray"})
    found = compare(expected, half, FLOAT64)
    assert found is not None
    assert (found.label, found.reason) == ("first", "values")
    right_half = Observation("raised", {"first": np.zeros(2)}, {"first": "ndarray"})
    found = compare(expected, right_half, FLOAT64)
    assert found is not None
    assert (found.label, found.reason) == ("second", "missing")


def test_nan_equals_nan_only_in_diagnosis():
    one, other = observed(np.array([1.0, np.nan])), observed(np.array([1.0, np.nan]))
    assert compare(one, other, FLOAT64) is not None
    assert compare(one, other, FLOAT64, nan_equal=True) is None
    assert compare(observed(np.array([np.nan, 1.0])), other, FLOAT64, nan_equal=True) is not None


def test_worst_element_is_reported_with_index_and_enough_digits():
    expected, got = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0 + 4e-7], [3.0, 4.0 + 3e-6]])
    found = compare(observed(expected), observed(got), FLOAT64)
    assert found is not None
    assert (found.index, found.got, found.expected) == ((1, 1), "4.000003", "4")
    assert (found.differing, found.total) == (2, 4)
    assert found.off == pytest.approx(3e-6, rel=1e-6)
    assert found.allowed == pytest.approx(4e-7 + 1e-10)
    close = compare(observed(np.array([1.0])), observed(np.array([1.0 + 1e-12])), Tolerance(0.0, 1e-15))
    assert close is not None
    assert (close.got, close.expected) == ("1.000000000001", "1")


def test_margin_is_the_used_share_of_the_tolerance():
    assert margin(observed(np.array([1.0])), observed(np.array([1.0 + 5e-8])), Tolerance(0.0, 1e-7)) == pytest.approx(
        0.5
    )
    assert margin(observed(np.array([1.0])), observed(np.array([1.0])), Tolerance(0.0, 0.0)) == 0
    assert margin(observed(np.array([1.0])), observed(np.array([np.nan])), FLOAT64) == math.inf


def test_infinite_error_is_representable_in_json():
    found = compare(observed(np.array([1.0])), observed(np.array([np.nan])), FLOAT64)
    assert found is not None
    assert math.isfinite(found.off)
    assert found.got == "nan"


def test_worst_elements_are_sorted_and_outside_the_tolerance():
    want, have = np.zeros(5), np.array([0.0, 1.0, np.nan, 3.0, 1e-12])
    assert [(e.index, e.got) for e in worst_elements(want, have, FLOAT64, 10)] == [
        ((2,), "nan"),
        ((3,), "3"),
        ((1,), "1"),
    ]
    assert len(worst_elements(want, have, FLOAT64, 1)) == 1
    assert worst_elements(np.array(1.0), np.array(2.0), FLOAT64, 3)[0].index == ()


def flat(observation):
    """Convert an observation to the form in which it comes off the wire."""
    text, buffer = written(observation.types, observation.values)
    return replace(observation, values=Arrays(read_layout(text), np.frombuffer(buffer, np.uint8)))


FLOATS = st.sampled_from([0.0, 1.0, -1.0, 1 + 1e-7, 1 + 3e-7, 1e-10, 2e-10, 1e300, -1e300, np.nan, np.inf, -np.inf])
PAIRS = st.tuples(st.sampled_from(["float64", "float32", "int64"]), st.lists(st.tuples(FLOATS, FLOATS), max_size=4))


@given(st.lists(PAIRS, max_size=3))
def test_vectors_are_compared_like_their_arrays(pairs):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other = ([np.array([p[i] for p in both]).astype(dtype) for dtype, both in pairs] for i in (0, 1))
    found = compare(observed(*one), observed(*other), FLOAT64)
    assert compare(flat(observed(*one)), flat(observed(*other)), FLOAT64) == found
    alike = compare(observed(*one), observed(*other), FLOAT64, nan_equal=True) is None
    assert agree(flat(observed(*one)), flat(observed(*other)), FLOAT64) == alike
    assert agree(observed(*one), observed(*other), FLOAT64) == alike


def test_equal_layouts_are_compared_without_building_arrays(monkeypatch):
    monkeypatch.setattr(Arrays, "__getitem__", lambda self, label: pytest.fail("an array was made"))
    wanted, close = flat(observed(ONES, 2 * ONES)), flat(observed(ONES + 1e-9, 2 * ONES))
    assert compare(wanted, close, FLOAT64) is None
