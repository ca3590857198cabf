"""Test thresholds: the probability that a right answer misses one, checked by simulation, and the retry margin."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from grader.authoring.proof.margins import RUNS, false_fails, lucky_passes
from grader.authoring.verify import tier_problems
from grader.course.loader import find_course
from grader.judge.thresholds import MOST_FALSE_FAILS, MOST_LUCKY, false_fail, just_below, lucky, retry_margin

TEN = (0.943, 0.944, 0.944, 0.944, 0.941, 0.941, 0.940, 0.950, 0.935, 0.942)


def test_tolerance_is_three_standard_errors_of_the_held_out_images() -> None:
    assert retry_margin(0.9, 10_000) == pytest.approx(3 * math.sqrt(0.9 * 0.1 / 10_000))
    assert retry_margin(0.9, 1_000) > 3 * retry_margin(0.9, 10_000)


@pytest.mark.parametrize(
    ("reached", "near"),
    [
        *((0.9, False), (0.95, False), (0.8999, True), (0.892, True), (0.8909, False), (0.7, False)),
        *((0.699, True), (0.687, True), (0.686, False), (0.5, False)),
    ],
)
def test_just_below_means_within_tolerance_under_any_threshold(reached: float, near: bool) -> None:
    assert just_below(reached, (0.7, 0.9), 10_000) is near


@pytest.mark.slow
def test_miss_bound_matches_simulated_draws() -> None:
    """Ten calibration runs and two more of the same distribution, half a million times."""
    rng = np.random.default_rng(0)
    mean, spread = np.mean(TEN), np.std(TEN, ddof=1)
    threshold = float(mean - 2.0 * spread * math.sqrt(1 + 1 / 10))
    runs = rng.normal(size=(500_000, 12))
    calibration, two = runs[:, :10], runs[:, 10:]
    least = calibration.mean(1) - 2.0 * calibration.std(1, ddof=1) * math.sqrt(1 + 1 / 10)
    both = np.mean(np.all(two < least[:, None], axis=1))
    assert retry_margin(threshold, 100) > 10 * spread, "so wide that the second run is all that counts"
    assert false_fail(TEN, threshold, 100) == pytest.approx(both, rel=0.05)
    once = np.mean(two[:, 0] < least)
    assert false_fail(TEN, threshold, 10**12) == pytest.approx(once, rel=0.05), "no margin: no second run"


def test_miss_bound_falls_with_the_distance() -> None:
    found = [false_fail(TEN, threshold, 1_000) for threshold in (0.95, 0.94, 0.93, 0.92, 0.9)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.5
    assert found[-1] < 1e-5


def test_runs_without_variance_always_or_never_miss() -> None:
    assert [false_fail((0.9,) * 10, threshold, 1_000) for threshold in (0.8, 0.95)] == [0.0, 1.0]


@pytest.mark.slow
def test_thresholds_of_the_course_are_missed_less_than_once_in_a_thousand() -> None:
    course = find_course()
    found = {
        f"{name} {threshold}": missed
        for name in course.labs
        for exercise in course.lab(name).exercises
        for threshold, missed in false_fails(exercise)
    }
    assert len(found) >= 14
    assert [name for name, missed in found.items() if missed is None] == [], f"the accuracies of {RUNS} runs"
    assert [name for name, missed in found.items() if missed is not None and missed >= MOST_FALSE_FAILS] == []


def test_luck_bound_of_the_better_of_two_runs_matches_simulated_draws() -> None:
    rng = np.random.default_rng(1)
    runs = rng.normal(size=(500_000, 12))
    calibration, two = runs[:, :10], runs[:, 10:]
    most = calibration.mean(1) + 2.0 * calibration.std(1, ddof=1) * math.sqrt(1 + 1 / 10)
    reached = np.mean(np.any(two >= most[:, None], axis=1))
    threshold = float(np.mean(TEN) + 2.0 * np.std(TEN, ddof=1) * math.sqrt(1 + 1 / 10))
    bound = lucky(TEN, threshold)
    assert 0.75 * bound < reached < bound
    assert [lucky((0.9,) * 10, threshold) for threshold in (0.95, 0.8)] == [0.0, 1.0]


@pytest.mark.slow
def test_tiers_are_not_reached_by_luck() -> None:
    found = dict(lucky_passes(find_course().lab("11_mnist_challenge").exercise("train")))
    assert list(found) == [
        *("silver (97.70%) on mnist", "gold (98.60%) on mnist"),
        *("silver (91.00%) on mnist-5k", "gold (96.50%) on mnist-5k"),
    ]
    assert max(found.values()) < MOST_LUCKY


def test_tier_too_close_to_the_one_below_is_reported() -> None:
    exercise = find_course().lab("11_mnist_challenge").exercise("train")
    contest = exercise.contest
    assert contest is not None
    bronze, silver, gold = contest.tiers["mnist-5k"]
    near = {**contest.tiers, "mnist-5k": (bronze, replace(silver, accuracy=0.865), gold)}
    (problem,) = tier_problems(replace(exercise, contest=replace(contest, tiers=near)))
    assert re.fullmatch(
        r"the tier before reaches silver \(86\.50%\) on mnist-5k with probability \d\.\de-02, not below 0\.001", problem
    )
    assert list(tier_problems(exercise)) == []
