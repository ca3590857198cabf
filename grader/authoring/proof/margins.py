"""Measure how far right answers stay inside the tolerance, and wrong ones outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from grader.authoring.proof.bench import drawn_cases
from grader.core.kill_matrix import MOST
from grader.core.records import Observation, Tolerance
from grader.course.exercise import Exercise
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC, Seed
from grader.course.variants import Case, Wrong
from grader.facts.statistics import FALSE_ALARM
from grader.judge.compare import compare, margin
from grader.judge.thresholds import false_fail, lucky

#: Right answers stay this many times inside the tolerance, wrong ones this many times outside.
MARGIN = 10.0
#: The same for statistics of a random task: within their bound, and two of them away.
BOUNDED_RIGHT, BOUNDED_WRONG = 1.0, 2.0
#: The largest probability with which all statistics of an exercise together may fail a right answer.
MOST_FALSE_ALARMS = 1e-6
#: The least number of runs that a threshold of accuracy is calibrated with.
RUNS = 10


def most_right(reference: Reference) -> float:
    """Return the share of the tolerance that a right answer may use."""
    return BOUNDED_RIGHT if is_random(reference) else 1 / MARGIN


def least_wrong(reference: Reference) -> float:
    """Return how many times the tolerance a wrong answer must differ by."""
    return BOUNDED_WRONG if is_random(reference) else MARGIN


def false_alarm(reference: Reference, seed: Seed) -> float:
    """Bound the probability that a right answer to a random task fails a public case or one drawn from the seed."""
    cases = drawn_cases(reference.exercise, seed)
    return FALSE_ALARM * sum(len(reference.expected(drawn.case, drawn.seed).bounds) for drawn in cases)


def false_fails(exercise: Exercise) -> Iterator[tuple[str, float | None]]:
    """Yield (threshold of accuracy, upper bound of the probability that a right answer misses it in both runs).

    The bound is None where the calibration has fewer than ten runs. The thresholds are, of a training run, that of full
    credit with each optimizer that may train; of a challenge, every tier with the reference that it is set by.
    """
    from grader.datasets.catalog import find_catalog

    for dataset, threshold, who, runs in _calibrated(exercise):
        images = find_catalog().entry(dataset).arrays["test_images"].shape[0]
        missed = false_fail(runs, threshold, images) if len(runs) >= RUNS else None
        yield f"{threshold:.2%} on {dataset} by {who}", missed


def lucky_passes(exercise: Exercise) -> Iterator[tuple[str, float]]:
    """Yield (tier of a challenge, upper bound of the probability that the reference of the tier before reaches it)."""
    contest = exercise.contest
    if contest is None:
        return
    for dataset, tiers in contest.tiers.items():
        for below, tier in pairwise(tiers):
            runs = contest.reached.get(dataset, {}).get(below.name, ())
            if len(runs) >= RUNS:  # fewer are reported with the tier's own bound
                yield f"{tier.name} ({tier.accuracy:.2%}) on {dataset}", lucky(runs, tier.accuracy)


def _calibrated(exercise: Exercise) -> Iterator[tuple[str, float, str, tuple[float, ...]]]:
    """Yield (data set, threshold, optimizer or tier, accuracies of its runs)."""
    plan, contest = exercise.training, exercise.contest
    if plan is not None:
        for dataset, (_, full) in plan.thresholds.items():
            for who in (plan.own, plan.fallback):
                yield dataset, full, who, plan.reached.get(dataset, {}).get(who, ())
    if contest is not None:
        for dataset, tiers in contest.tiers.items():
            for tier in tiers:
                yield dataset, tier.accuracy, tier.name, contest.reached.get(dataset, {}).get(tier.name, ())


def mistake_share(reference: Reference, wrong: Wrong, case: Case, seed: Any) -> float:
    """Return the share of the tolerance that a mistake uses on one case, at most MOST."""
    expected, got = reference.expected(case, seed), reference.edited(wrong.edits, case, seed)
    return MOST if got.status != "ok" else tolerance_share(expected, got, case)


def tolerance_share(expected: Observation, got: Observation, case: Case) -> float:
    """Return the largest share of the case's tolerance that an answer uses, at most MOST."""
    return min(MOST, margin(expected, got, case.tolerance))


def far_apart(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Return whether two wrong answers differ by enough not to be confused in a diagnosis."""
    if one.status != other.status or one.values.keys() != other.values.keys():
        return True
    if one.bounds:
        return min(margin(one, other, tolerance), margin(other, one, tolerance)) >= BOUNDED_WRONG
    return compare(one, other, scale_tolerance(tolerance, MARGIN), nan_equal=True) is not None


def scale_tolerance(tolerance: Tolerance, factor: float) -> Tolerance:
    """Multiply a tolerance by a factor."""
    return Tolerance(tolerance.rtol * factor, tolerance.atol * factor)


def is_random(reference: Reference) -> bool:
    """Return whether the exercise is judged by statistics with bounds."""
    return any(reference.expected(case, PUBLIC).bounds for case in reference.exercise.public)
