"""Test reports of nondeterministic answers; they show no value of secret inputs."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core.records import FLOAT64, CaseVerdict, Mismatch, Observation
from grader.judge.nondeterminism import case_to_repeat, difference_between, is_comparable, with_difference

SECRET = "secret-0123"
REMEDY = "every random number must come from rng, and nothing may be kept from one call to the next"


def gave(value, status="ok", error="", label="result"):
    return Observation(status, {label: np.asarray(value)}, {label: "ndarray"}, error=error)


def raised(error):
    return Observation("raised", error=error, error_type="ValueError")


def case(status="wrong", seed="public", name="a"):
    mismatch = Mismatch("result", "values", "1", "2")
    earned = float(status == "right")
    return CaseVerdict(name, seed, status, 1.0, earned, "off", mismatch, public=seed != SECRET)


@pytest.mark.parametrize(
    ("first", "again", "difference"),
    [
        (gave([1.0, 2.0]), gave([1.0, 2.0]), ""),
        (gave([1.0]), gave([1.0 + 1e-9]), ""),
        (gave([np.nan]), gave([np.nan]), ""),
        (gave([1.0, 2.0]), gave([1.0, 2.5]), "gives another answer each time it is asked: result[1] is 2, then 2.5"),
        (gave([1.0]), gave(1.0), "gives another answer each time it is asked: result is shape (1,), then shape ()"),
        (
            gave([1.0]),
            gave([1]),
            "gives another answer each time it is asked: result is dtype float64, then dtype int64",
        ),
        (gave([1.0]), gave([1.0], label="other"), "gives another answer each time it is asked"),
        (
            gave([1.0]),
            raised("ValueError: no"),
            "ends in another way each time it is asked: with an answer, then with ValueError",
        ),
        (raised("ValueError: 1"), raised("ValueError: 2"), ""),
        (gave([1.0]), Observation("timed out"), ""),
        (gave([1.0]), Observation("killed"), ""),
    ],
)
def test_difference_between_two_answers_is_described(first, again, difference):
    assert difference_between(first, again, FLOAT64) == difference


def test_value_present_only_in_the_second_answer_is_a_difference():
    more = Observation("ok", {}, {"result": "NoneType", "more": "NoneType"})
    less = Observation("ok", {}, {"result": "NoneType"})
    assert difference_between(less, more, FLOAT64).startswith("gives another answer")


def test_message_names_case_difference_and_remedy():
    changed_case = with_difference(case(), "gives another answer each time it is asked: result is 1, then 2")
    assert changed_case.message == f"a: gives another answer each time it is asked: result is 1, then 2; {REMEDY}"
    assert (changed_case.mismatch, changed_case.earned, changed_case.status) == (None, 0.0, "wrong")


def test_message_on_secret_inputs_shows_no_value():
    message = with_difference(
        case(seed=SECRET), "gives another answer each time it is asked: result is 1, then 2"
    ).message
    assert message == f"a: gives another answer each time it is asked, on inputs that only grading uses; {REMEDY}"


@pytest.mark.parametrize(
    ("cases", "number"),
    [
        ([case("right")], None),
        ([case("right"), case()], 1),
        ([case(seed=SECRET), case()], 1),
        ([case(seed=SECRET), case("right")], 0),
        ([case("raised")], 0),
        ([case(), case("timed out", SECRET)], None),
        ([case("not attempted")], None),
    ],
)
def test_first_failing_case_is_run_again_public_ones_first(cases, number):
    assert case_to_repeat(cases) == number


def test_ended_run_is_not_comparable():
    assert [is_comparable(Observation(status)) for status in ("ok", "raised", "killed")] == [True, True, False]
