"""Define runs on a data set that are judged by accuracy: of a training loop, and of an open challenge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.core.limits import Limits

TRAINING = Limits(cpu=60.0, wall=180.0, memory=2 << 30)


@dataclass(frozen=True)
class Training:
    """A run on a data set, judged by accuracy on held-out images (the second part of `fit`).

    own: name of the exercise whose task serves as the optimizer where the student's is right.
    own_options: its options.
    fallback: name in given.py of the optimizer that serves where the student's is not right.
    fallback_options: its options.
    sizes: units per layer.
    batch_size: images per mini-batch.
    epochs: {data set: number of epochs}.
    thresholds: {data set: (accuracy for partial credit, accuracy for full credit)}, fractions.
    weight: of the run, added to the cases' weights.
    calibration: where the thresholds come from, in words and figures.
    limits: of the run.
    part: argument of the probe that takes `own` ("optimizer", "loss").
    reached: {data set: {own or fallback: accuracies of the calibration's runs}}, from which the false-fail bound is
        computed (grader.judge.thresholds).
    """

    own: str
    own_options: Mapping[str, Any]
    fallback: str
    fallback_options: Mapping[str, Any]
    sizes: tuple[int, ...]
    batch_size: int
    epochs: Mapping[str, int]
    thresholds: Mapping[str, tuple[float, float]]
    weight: float
    calibration: str
    limits: Limits = TRAINING
    part: str = "optimizer"
    reached: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tier:
    """A tier of a contest.

    name: shown to students.
    accuracy: the least held-out accuracy, a fraction.
    share: of the contest's weight that it earns.
    """

    name: str
    accuracy: float
    share: float


@dataclass(frozen=True)
class Contest:
    """A training run of the student's own design on a data set, judged by tiers of held-out accuracy.

    tiers: {data set: tiers, the lowest first}; the last one's share is 1.
    budget: {data set: seconds of CPU time on one core}.
    weight: of the run, added to the cases' weights.
    calibration: where the tiers come from, in figures.
    memory: limit of the run, bytes.
    reached: {data set: {tier: accuracies of the runs of its reference}}, from which the false-fail bound is computed
        (grader.judge.thresholds).
    """

    tiers: Mapping[str, tuple[Tier, ...]]
    budget: Mapping[str, float]
    weight: float
    calibration: str
    memory: int = 4 << 30
    reached: Mapping[str, Mapping[str, tuple[float, ...]]] = field(default_factory=dict)

    def limits(self, dataset: str) -> Limits:
        """Return the limits of one run on a data set; the wall time leaves room for waiting on a busy machine.

        A run that exceeds its CPU time beside others is repeated alone, see grader.grading.training_run.
        """
        return Limits(cpu=self.budget[dataset], wall=6 * self.budget[dataset], memory=self.memory)
