"""Measure how far right answers stay inside the tolerance, and wrong ones outside."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from grader.authoring.proof.bench import drawn_cases
from grader.core.kill_matrix import MOST
from grader.core.records import Observation, Tolerance
from grader.course.exercise import Case, Exercise, Wrong
from grader.course.reference import PUBLIC, Reference, Seed
from grader.judge.compare import compare, margin
from grader.judge.thresholds import false_fail, lucky
from grader.probes.statistics import FALSE_ALARM

#: Right answers stay this many times inside the tolerance, wrong ones this many times outside.
MARGIN = 10.0
#: The same for statistics of a random task: within their bound, and two of them away.
BOUNDED_RIGHT, BOUNDED_WRONG = 1.0, 2.0
#: How often all statistics of an exercise together may refuse a right answer, in `check` and in grading.
MOST_FALSE_ALARMS = 1e-6
#: How many runs a threshold of accuracy is calibrated with, at least.
RUNS = 10


def most_right(reference: Reference) -> float:
    """The share of the tolerance that a right answer may use."""
    return BOUNDED_RIGHT if is_random(reference) else 1 / MARGIN


def least_wrong(reference: Reference) -> float:
    """How many times a wrong answer has to miss the tolerance."""
    return BOUNDED_WRONG if is_random(reference) else MARGIN


def false_alarm(reference: Reference, seed: Seed) -> float:
    """Above the probability that a right answer to a random task is refused on a public case or on one of the seed."""
    asked = drawn_cases(reference.exercise, seed)
    return FALSE_ALARM * sum(len(reference.expected(q.case, q.seed).bounds) for q in asked)


def false_fails(exercise: Exercise) -> Iterator[tuple[str, float | None]]:
    """(a threshold of accuracy, above the probability that a right answer misses it, with its second run included).

    None where the calibration lacks the accuracies of ten runs. Of a training run that is full credit, by everyone who
    may have trained; of a challenge every tier, by the reference that it is set by.
    """
    from grader.datasets.catalog import find_catalog

    for dataset, threshold, who, runs in _calibrated(exercise):
        images = find_catalog().entry(dataset).arrays["test_images"].shape[0]
        missed = false_fail(runs, threshold, images) if len(runs) >= RUNS else None
        yield f"{threshold:.2%} on {dataset} by {who}", missed


def lucky_passes(exercise: Exercise) -> Iterator[tuple[str, float]]:
    """(a tier of a challenge, above the probability that the reference of the tier before reaches it)."""
    contest = exercise.contest
    if contest is None:
        return
    for dataset, tiers in contest.tiers.items():
        for below, tier in pairwise(tiers):
            runs = contest.reached.get(dataset, {}).get(below.name, ())
            if len(runs) >= RUNS:  # fewer are reported with the tier's own bound
                yield f"{tier.name} ({tier.accuracy:.2%}) on {dataset}", lucky(runs, tier.accuracy)


def _calibrated(exercise: Exercise) -> Iterator[tuple[str, float, str, tuple[float, ...]]]:
    """(data set, threshold, whose runs, their accuracies)."""
    plan, contest = exercise.training, exercise.contest
    if plan is not None:
        for dataset, (_, full) in plan.thresholds.items():
            for who in (plan.own, plan.fallback):
                yield dataset, full, who, plan.reached.get(dataset, {}).get(who, ())
    if contest is not None:
        for dataset, tiers in contest.tiers.items():
            for tier in tiers:
                yield dataset, tier.accuracy, tier.name, contest.reached.get(dataset, {}).get(tier.name, ())


def missed(reference: Reference, wrong: Wrong, case: Case, seed: Any) -> float:
    """How many times a mistake misses the tolerance on one case."""
    expected, got = reference.expected(case, seed), reference.edited(wrong.edits, case, seed)
    return MOST if got.status != "ok" else off(expected, got, case)


def off(expected: Observation, got: Observation, case: Case) -> float:
    """The largest share of the case's tolerance that an answer uses, at most MOST."""
    return min(MOST, margin(expected, got, case.tolerance))


def far_apart(one: Observation, other: Observation, tolerance: Tolerance) -> bool:
    """Whether two wrong answers differ by so much that neither is taken for the other."""
    if one.status != other.status or one.values.keys() != other.values.keys():
        return True
    if one.bounds:
        return min(margin(one, other, tolerance), margin(other, one, tolerance)) >= BOUNDED_WRONG
    return compare(one, other, scale_tolerance(tolerance, MARGIN), nan_equal=True) is not None


def scale_tolerance(tolerance: Tolerance, factor: float) -> Tolerance:
    """A tolerance that many times as wide."""
    return Tolerance(tolerance.rtol * factor, tolerance.atol * factor)


def is_random(reference: Reference) -> bool:
    """Whether the exercise is judged by statistics with bounds."""
    return any(reference.expected(case, PUBLIC).bounds for case in reference.exercise.public)
