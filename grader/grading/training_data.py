"""Make the inputs of training runs, and score the labels that come back.

Used outside only: labels of held-out images never reach a student's process. Of a training run the images do not
either: labels are predicted outside, from the parameters of the trained network (grader.facts). A challenge's network
is of any form, so its process has to be handed the images, which are as public as their labels. Each course shows them
in an order of its own and changes each of them (grader.grading.image_changes), which makes a list of known labels and a
table of known images useless. A challenge's training images are changed in the same manner, so that both are drawn
alike and an honest network loses little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.core.limits import Limits
from grader.core.records import CaseVerdict, Observation, Question
from grader.course.exercise import Exercise
from grader.course.seeds import Seed, rng_for
from grader.grading.image_changes import perturb, relight
from grader.judge.score import tier_verdict
from grader.probes.checkpoint import LABEL as CHECKPOINT

if TYPE_CHECKING:
    from grader.course.training import Contest, Training
    from grader.datasets import DataSet


def job(training: Training, dataset: DataSet, seed: Seed, own: bool) -> dict[str, Any]:
    """Inputs of `fit` for a run on a data set; the same for every submission graded with that seed.

    own: train with the student's own optimizer or loss instead of the fallback.
    """
    return {
        "images": dataset.train_images,
        "labels": dataset.train_labels,
        "test_images": relight(dataset.test_images[_order(dataset, seed)], rng_for("perturbation", dataset.name, seed)),
        "trained": True,
        "sizes": list(training.sizes),
        training.part: training.own if own else training.fallback,
        "options": dict(training.own_options if own else training.fallback_options),
        "own": own,
        "epochs": training.epochs[dataset.name],
        "batch_size": training.batch_size,
        **_seeds(rng_for("training", dataset.name, seed)),
    }


def contest_job(dataset: DataSet, seed: Seed) -> dict[str, Any]:
    """Inputs of `contest` for a run on a data set; the same for every submission graded with that seed."""
    held_out = dataset.test_images[_order(dataset, seed)]
    return {
        "images": perturb(dataset.train_images, rng_for("perturbation of training images", dataset.name, seed)),
        "labels": dataset.train_labels,
        "test_images": perturb(held_out, rng_for("perturbation", dataset.name, seed)),
        **_seeds(rng_for("training", dataset.name, seed)),
    }


def question(exercise: Exercise, job: Mapping[str, Any], limits: Limits) -> Question:
    """Ask a student's process for a run, without the inputs that serve to compute the labels outside."""
    inputs = exercise.facts.handed_over(job) if exercise.facts else job
    return Question(exercise.name, exercise.probe_name, inputs, limits)


def once_more(job: dict[str, Any], dataset: DataSet, seed: Seed) -> dict[str, Any]:
    """The inputs of a second run: the same images, other seeds of the network and the shuffles, as secret."""
    return {**job, **_seeds(rng_for("training, once more", dataset.name, seed))}


def contest_verdict(contest: Contest, dataset: DataSet, seed: Seed, observation: Observation) -> CaseVerdict:
    """A contest's run judged by its tier. One that was ended counts with its last checkpoint, if it left one."""
    labels = held_out_labels(dataset, seed)
    limit = contest.budget[dataset.name]
    ended = observation.status != "ok"
    reached = accuracy(observation, labels, CHECKPOINT if ended else "predictions")
    cpu = limit if observation.status == "timed out" else observation.cpu
    tiers = [(tier.name, tier.accuracy, tier.share) for tier in contest.tiers[dataset.name]]
    return tier_verdict(dataset.name, seed.name, contest.weight, observation, reached, tiers, len(labels), cpu, limit)


def held_out_labels(dataset: DataSet, seed: Seed) -> np.ndarray:
    """The labels of a job's test_images, in their order, (M,)."""
    labels: np.ndarray = dataset.test_labels[_order(dataset, seed)]
    return labels


def accuracy(observation: Observation, labels: np.ndarray, which: str = "predictions") -> float | None:
    """The share of right predictions, or None where there is not one integer for each label.

    which: the value that holds them; those of a run that did not come to its end count only where asked for by name.
    """
    predictions = observation.values.get(which)
    if predictions is None or (observation.status != "ok" and which == "predictions"):
        return None
    if predictions.shape != labels.shape or predictions.dtype.kind not in "iu":
        return None
    return float(np.mean(predictions == labels))


def _seeds(rng: np.random.Generator) -> dict[str, int]:
    return {"seed": int(rng.integers(2**31)), "shuffle": int(rng.integers(2**31))}


def _order(dataset: DataSet, seed: Seed) -> np.ndarray:
    return rng_for("order of held-out images", dataset.name, seed).permutation(len(dataset.test_labels))
