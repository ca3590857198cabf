"""Test scoring: points are passed weight, nothing earns points by default, and secret inputs are never shown."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from grader.core.records import CaseVerdict, Mismatch, Observation
from grader.judge.diagnose import Diagnosis
from grader.judge.score import accuracy_verdict, case_verdict, describe, tier_verdict, verdict, without_points

SECRET = "secret-0123"
WORST = Mismatch("params[0] after step 2", "values", "1.5", "1.25", (0, 1), 0.25, 1e-7, 3, 6)


def case(name="a", earned=1.0, seed="public", weight=1.0, status=None, message=""):
    status = status or ("right" if earned == 1 else "wrong")
    return CaseVerdict(name, seed, status, weight, earned, message, public=seed != SECRET)


def test_points_are_the_share_of_weight_that_passed():
    judged = verdict("Adam", 4, [case("a"), case("b", 0.0, message="b is off"), case("c", weight=2)])
    assert (judged.status, judged.points, judged.max_points) == ("wrong", 3.0, 4)
    assert judged.message == "b is off"


def test_case_earns_what_its_worst_seed_earns():
    judged = verdict("Adam", 4, [case("a"), case("b"), case("a", 0.0, SECRET), case("b", 1.0, SECRET)])
    assert (judged.status, judged.points) == ("wrong", 2.0)


def test_full_points_require_every_case_to_pass():
    assert verdict("Adam", 4, [case("a"), case("a", seed=SECRET)]).points == 4
    weightless = verdict("Adam", 4, [case("a"), case("b", 0.0, weight=0.0)])
    assert weightless.status == "wrong"
    assert weightless.points < 4


def test_no_passed_case_earns_no_points_and_small_weights_count():
    assert verdict("Adam", 4, [case("a", 0.0)]).points == 0.0
    assert verdict("Adam", 4, [case("a", weight=0.25), case("b", 0.0, weight=0.25)]).points == 2.0
    assert case_verdict("a", "public", 0.5, Observation(), None, public=True) == case("a", weight=0.5)


@pytest.mark.parametrize("earned", [math.nan, -1.0, 7.0, math.inf])
def test_invalid_shares_earn_no_extra_points(earned):
    judged = verdict("Adam", 4, [case("a", earned, status="wrong"), case("b", 0.0)])
    assert 0.0 <= judged.points <= 2.0
    assert judged.status == "wrong"


def test_exercise_without_cases_does_not_pass():
    judged = verdict("Adam", 4, [])
    assert (judged.status, judged.points, judged.message) == ("grader error", 0.0, "no case was run")
    assert verdict("Adam", 4, [case("a", weight=0.0)]).points == 0
    assert without_points("Adam", 4, "missing", "not there").points == 0


def test_smallest_failing_case_is_reported_public_ones_first():
    cases = [case("a"), case("b", 0.0, message="b!"), case("a", 0.0, SECRET, message="secret a!")]
    assert verdict("Adam", 4, cases).message == "b!"
    assert verdict("Adam", 4, [case("a", 0.0, SECRET, message="secret a!"), cases[1]]).message == "b!"


def test_process_death_is_reported_before_any_wrong_value():
    cases = [case("a", 0.0, message="a is off"), case("b", 0.0, status="timed out", message="b took too long")]
    judged = verdict("Adam", 4, cases)
    assert (judged.status, judged.message) == ("timed out", "b took too long")


def test_first_failure_decides_between_raised_and_wrong():
    raised = case("b", 0.0, status="raised", message="b: TypeError")
    assert verdict("Adam", 4, [case("a", 0.0, message="a is off"), raised]).status == "wrong"
    assert verdict("Adam", 4, [raised, case("c", 0.0)]).status == "raised"


def test_diagnosis_and_notes_stand_in_the_verdict():
    diagnosis = Diagnosis("eps inside", ("where?",))
    judged = verdict("Adam", 4, [case("a", 0.0)], diagnosis=diagnosis, notes=["warns: x", "warns: x"])
    assert (judged.misconception, judged.hints, judged.notes) == ("eps inside", ("where?",), ("warns: x",))


def test_accuracy_earns_full_half_or_no_points():
    def earned(reached):
        return accuracy_verdict("mnist-5k", SECRET, 2.0, reached, (0.8, 0.9), "your own Adam")

    assert [earned(r).earned for r in (0.95, 0.9, 0.85, 0.8, 0.79)] == [1.0, 1.0, 0.5, 0.5, 0.0]
    assert [earned(r).status for r in (0.95, 0.85, 0.5)] == ["right", "wrong", "wrong"]
    assert earned(0.95).message == "95.00% of the held-out images of mnist-5k right, trained with your own Adam"
    assert earned(0.85).message.endswith("; full credit from 90.00%, half from 80.00%")
    assert verdict("train", 4, [case("a", weight=2.0), earned(0.85)]).points == 3.0
    assert accuracy_verdict("mnist", SECRET, 1.0, math.nan, (0.8, 0.9), "x").earned == 0.0


@pytest.mark.parametrize(
    ("mismatch", "expected"),
    [
        (
            WORST,
            "two arrays: params[0] after step 2 at [0, 1] is 1.5, expected 1.25: off by 0.25, allowed 1e-07; "
            "3 of 6 values differ",
        ),
        (
            Mismatch("loss", "values", "nan", "1.25", (), 1e308, 1e-7, 1, 1),
            "two arrays: loss is nan, expected 1.25; 1 of 1 values differ",
        ),
        (Mismatch("dx", "missing", "nothing", ""), "two arrays: dx was not given"),
        (
            Mismatch("dx", "type", "NoneType", "ndarray"),
            "two arrays: dx has type NoneType, expected ndarray (None: is a `return` missing?)",
        ),
        (
            Mismatch("dx", "shape", "(3, 1)", "(3,)"),
            "two arrays: dx has shape (3, 1), expected (3,) "
            "(the same numbers, but an axis of length 1 is too many or missing)",
        ),
        (
            Mismatch("dx", "shape", "(3, 2)", "(2, 3)"),
            "two arrays: dx has shape (3, 2), expected (2, 3) "
            "(the axes are the other way round: a transpose too many or missing?)",
        ),
        (
            Mismatch("dx", "shape", "()", "(2, 3)"),
            "two arrays: dx has shape (), expected (2, 3) (one number: was something summed over every axis?)",
        ),
        (Mismatch("dx", "shape", "(4,)", "(2, 3)"), "two arrays: dx has shape (4,), expected (2, 3)"),
        (Mismatch("dx", "dtype", "bool", "int64"), "two arrays: dx has dtype bool, expected int64"),
        (
            Mismatch("dx", "dtype", "float32", "float64"),
            "two arrays: dx has dtype float32, expected float64 "
            "(half of the digits are lost: make new arrays with zeros_like, or name their dtype)",
        ),
        (
            Mismatch("dx", "dtype", "int64", "float64"),
            "two arrays: dx has dtype int64, expected float64 "
            "(integers cut off what comes after the point: make the array of floats)",
        ),
    ],
)
def test_mismatch_is_described_in_one_sentence(mismatch, expected):
    assert describe("two arrays", mismatch) == expected


def test_raised_error_names_the_students_line():
    observation = Observation("raised", error="TypeError: no", trace=("line 7, in step: p -= g",))
    judged = case_verdict("two arrays", "public", 1.0, observation, None, public=True)
    assert (judged.status, judged.earned) == ("raised", 0.0)
    assert judged.message == "two arrays: TypeError: no (line 7, in step: p -= g)"


def test_general_hint_is_given_for_wrong_numbers_that_nothing_explains():
    wrong = case_verdict("a", "public", 1.0, Observation(), WORST, public=True)
    hidden = case_verdict("a", SECRET, 1.0, Observation(), WORST, public=False)
    shape = case_verdict("a", "public", 1.0, Observation(), replace(WORST, reason="shape"), public=True)
    raised = case_verdict("a", "public", 1.0, Observation("raised", error="ValueError: no"), None, public=True)
    told = [verdict("Adam", 4, [found], hint="Look.").hints for found in (wrong, hidden, shape, raised, case("a"))]
    assert told == [("Look.",), ("Look.",), (), (), ()]
    named = Diagnosis("eps inside the root", ("Which root?",))
    assert verdict("Adam", 4, [wrong], diagnosis=named, hint="Look.").hints == ("Which root?",)
    assert verdict("Adam", 4, [wrong], diagnosis=Diagnosis("", (), "dx is right."), hint="Look.").hints == ("Look.",)
    assert verdict("Adam", 4, [wrong], nondeterministic=True, hint="Look.").hints == ()


def test_failure_on_secret_inputs_reports_only_name_and_kind():
    leaky = "[0.1257, -0.1321]"
    kinds = {"type": leaky, "shape": "(1257, 1321)", "values": leaky, "dtype": "float32"}
    for reason, got in kinds.items():
        mismatch = Mismatch("dx", reason, got, "expected " + leaky, (3,), 1.0, 1.0, 1, 2)
        judged = case_verdict("hidden", SECRET, 1.0, Observation(), mismatch, public=False)
        assert "1257" not in repr(judged)
        assert "hidden: " in judged.message
        assert judged.message.endswith(", on inputs that only grading uses")
    errors = {f"ValueError: {leaky}": "raised ValueError", f"X{leaky}: x": "raised an exception of its own"}
    for error, expected in errors.items():
        observation = Observation(
            "raised", error=error, error_type=error.partition(":")[0], trace=(f"line 1, in step: {leaky}",)
        )
        judged = case_verdict("hidden", SECRET, 1.0, observation, None, public=False)
        assert judged.message == f"hidden: {expected}, on inputs that only grading uses"


def test_unattempted_exercise_is_reported_as_such():
    judged = case_verdict("a", "public", 1.0, Observation("not attempted"), None, public=True)
    assert judged.message == "not attempted: the cell is still the one that was handed out"


OVER_TIME = "used 1.2 s, 0.2 s over the limit of 1 s, of CPU time"
OVER_MEMORY = "held 5.0 MB, 1.0 MB over the limit of 4 MB, of memory"
SECRET_LIMITS = [
    ("timed out", OVER_TIME, OVER_TIME, f"timed out ({OVER_TIME})"),
    ("killed", "ran 9 threads, where 8 are allowed", "ran 9 threads", "killed (ran 9 threads)"),
    ("killed", "the process ended itself (exit code 77), as os._exit does", "", "killed"),
    ("killed", "wrote files of 77 MB, 7 MB over the limit of 4 MB", "", "killed"),
    ("timed out", "used 77 s", "", "timed out"),
    ("out of memory", OVER_MEMORY, OVER_MEMORY, f"out of memory ({OVER_MEMORY})"),
    ("out of memory", "held 77 MB, 7 MB over the limit of 4 MB, of memory", "", "out of memory"),
    ("out of memory", "held 7.7 MB, 7 MB over the limit of 4 MB, of memory", "a limit", "out of memory (a limit)"),
    ("out of memory", "MemoryError: the limit is 77 MB of memory", "", "out of memory"),
    ("raised", "MemoryError: the limit is 77 MB of memory", "", "raised MemoryError"),
]


@pytest.mark.parametrize(("status", "error", "limit", "expected"), SECRET_LIMITS)
def test_secret_run_shows_the_limit_that_the_parent_names_and_no_word_of_the_error(status, error, limit, expected):
    """Whatever the error reads like, it may be a student's."""
    error_type = "MemoryError" if status == "raised" else ""
    observation = Observation(status, error=error, error_type=error_type, limit=limit)
    message = case_verdict("four", "secret", 1.0, observation, None, public=False).message
    assert message == f"four: {expected}, on inputs that only grading uses"
    run = tier_verdict("d", "s", 1.0, observation, None, [("gold", 0.9, 1.0)], 10, 60.0, 60.0).message
    assert (f" ({limit})" in run) == bool(limit)
    assert "77" not in run


def test_challenge_run_reports_the_limit_that_ended_it():
    observation = Observation("timed out", limit="took 361.0 s, 1.0 s over the limit of 360 s, in all")
    found = tier_verdict("d", "s", 1.0, observation, None, [("gold", 0.9, 1.0)], 10, 60.0, 60.0)
    assert found.message == (
        "accuracy on d: the run used up its time of 60 s (took 361.0 s, 1.0 s over the limit of 360 s, in all) and "
        "kept no checkpoint, so there is nothing to score"
    )
