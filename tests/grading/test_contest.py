"""Test challenges: their declaration, the inputs of a run, and the tier that it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from grader import Case, Exercise, Wrong
from grader.authoring.record import contest_sentence
from grader.core.errors import CourseError
from grader.core.records import CaseVerdict, Observation
from grader.course.seeds import secret_seed
from grader.course.training import Contest, Tier
from grader.datasets import DataSet
from grader.grading import training_data

SEED = secret_seed(b"a contest's own")
TIERS = (Tier("bronze", 0.5, 0.4), Tier("gold", 0.9, 1.0))
CONTEST = Contest({"digits": TIERS}, {"digits": 20.0}, weight=3, calibration="none")


def helper(x: int) -> int:
    """Beside it."""
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


def train(x: int) -> int:
    """The task."""
    ### BEGIN SOLUTION
    return 2 * helper(x)
    ### END SOLUTION


def exercise(**changes: Any) -> Exercise:
    fields: dict[str, Any] = {
        "task": train, "parts": (helper,), "points": 1, "ids": ("ASG-01",), "source": "none", "probe": "contest",
        "oracle": train, "cases": (Case("one", lambda rng: {}, public=True),),
        "wrong": (Wrong("thrice", {"2 *": "3 *"}, hint="How often?"),),
        "contest": CONTEST, "free": "everybody's own",
    }  # fmt: skip
    return Exercise(**{**fields, **changes})


def digits() -> DataSet:
    rng = np.random.default_rng(0)
    train, test = (rng.integers(0, 256, (n, 4), dtype=np.uint8) for n in (12, 20))
    return DataSet("digits", train, np.arange(12) % 10, test, np.arange(20) % 10, "a test")


def judged(right: int, status: Any = "ok", label: str = "predictions", cpu: float = 12.34) -> CaseVerdict:
    """Judge a run with `right` of twenty predictions right."""
    labels = training_data.held_out_labels(digits(), SEED)
    answers = np.where(np.arange(20) < right, labels, (labels + 1) % 10)
    return training_data.contest_verdict(CONTEST, digits(), SEED, Observation(status, {label: answers}, cpu=cpu))


def test_parts_stand_above_the_task_in_the_source() -> None:
    text = exercise().text
    assert text.index("def helper") < text.index("def train")
    assert "3 * helper" in exercise().variants()["thrice"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"free": ""}, "a contest, and nothing else, needs `free`"),
        ({"contest": None}, "a contest, and nothing else, needs `free`"),
        ({"contest": Contest({"a": TIERS}, {"b": 1.0}, 1, "")}, r"tiers are for \['a'\], budgets for \['b'\]"),
        ({"contest": Contest({"a": TIERS[::-1]}, {"a": 1.0}, 1, "")}, "the tiers of a must rise"),
        ({"contest": Contest({"a": TIERS[:1]}, {"a": 1.0}, 1, "")}, "the last one must earn a share of 1"),
        ({"contest": Contest({"a": ()}, {"a": 1.0}, 1, "")}, "the tiers of a must rise"),
    ],
)
def test_incomplete_contest_is_refused(changes: Mapping[str, Any], fault: str) -> None:
    with pytest.raises(CourseError, match=fault):
        exercise(**changes)


def test_budget_limits_cpu_time_and_wall_time_has_slack() -> None:
    limits = CONTEST.limits("digits")
    assert limits.cpu == 20
    assert limits.wall >= 4 * limits.cpu


def test_run_receives_no_held_out_labels() -> None:
    job = training_data.contest_job(digits(), SEED)
    assert set(job) == {"images", "labels", "test_images", "seed", "shuffle"}
    assert not any(np.shape(value) == (20,) for value in job.values())
    np.testing.assert_array_equal(job["test_images"], training_data.contest_job(digits(), SEED)["test_images"])
    assert not np.array_equal(job["test_images"], digits().test_images)


@pytest.mark.parametrize(
    ("right", "earned", "status", "message"),
    [
        (20, 1.0, "right", "100.00% of the held-out images of digits right, gold, in 12.3 of 20 s of CPU time"),
        (18, 1.0, "right", "90.00% of the held-out images of digits right, gold, in 12.3 of 20 s of CPU time"),
        (17, 0.4, "wrong", "85.00% of the held-out images of digits right, bronze, in 12.3 of 20 s of CPU time; "
                           "gold from 90.00%"),
        (9, 0.0, "wrong", "45.00% of the held-out images of digits right, no tier, in 12.3 of 20 s of CPU time; "
                          "bronze from 50.00%"),
    ],
)  # fmt: skip
def test_highest_tier_reached_decides_the_points(right: int, earned: float, status: str, message: str) -> None:
    found = judged(right)
    assert (found.earned, found.status, found.message) == (earned, status, message)
    assert (found.case, found.weight, found.accuracy, found.cpu) == ("accuracy on digits", 3, right / 20, 12.34)


@pytest.mark.parametrize(
    ("status", "because", "cpu"),
    [
        ("timed out", "the run used up its time of 20 s", 20.0),
        ("killed", "the run ended its process", 12.34),
        ("out of memory", "the run ran out of memory", 12.34),
        ("raised", "the run raised an error", 12.34),
    ],
)
def test_ended_run_is_scored_on_its_last_checkpoint(status: str, because: str, cpu: float) -> None:
    found = judged(19, status, "kept")
    message = f"95.00% of the held-out images of digits right, gold; scored on its last checkpoint, because {because}"
    assert (found.message, found.earned, found.accuracy, found.cpu) == (message, 1.0, 0.95, cpu)
    nothing = judged(19, status)  # what it predicted before it was ended is no checkpoint
    assert nothing.message == f"accuracy on digits: {because} and kept no checkpoint, so there is nothing to score"
    assert (nothing.status, nothing.earned, nothing.accuracy) == (status, 0.0, None)


def test_predictions_that_are_not_one_label_per_image_earn_nothing() -> None:
    run = Observation("ok", {"predictions": np.zeros((20, 10))}, cpu=1.0)
    found = training_data.contest_verdict(CONTEST, digits(), SEED, run)
    message = "accuracy on digits: predict gave no label for each of the 20 held-out images"
    assert (found.message, found.status, found.earned, found.accuracy) == (message, "wrong", 0.0, None)
    short = Observation("timed out", {"kept": np.zeros(7, np.uint8)})
    assert training_data.contest_verdict(CONTEST, digits(), SEED, short).accuracy is None


def test_task_text_says_what_grading_runs() -> None:
    assert contest_sentence(CONTEST) == (
        "Grading also makes a whole run and counts the held-out images that are right; on digits within 20 s of CPU "
        "time: bronze from 50.0% (40%), gold from 90.0% (100%)."
    )
