"""Test training jobs: their data is secret and repeatable, and accuracy is computed by the parent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.records import Observation
from grader.course.loader import find_course
from grader.course.seeds import secret_seed
from grader.course.training import Training
from grader.datasets import DataSet
from grader.grading import training_data

ONE, OTHER = secret_seed(b"one"), secret_seed(b"other")


def plan(**changes: Any) -> Training:
    fields: dict[str, Any] = {
        "own": "Adam",
        "own_options": {"lr": 0.1},
        "fallback": "SignDescent",
        "fallback_options": {"lr": 0.2},
        "sizes": (4, 3, 2),
        "batch_size": 5,
        "epochs": {"digits": 3},
        "thresholds": {"digits": (0.5, 0.9)},
        "weight": 1,
        "calibration": "none",
    }
    return Training(**{**fields, **changes})


def digits() -> DataSet:
    """Make a data set whose label is the hundreds digit of the first pixel."""
    rng = np.random.default_rng(0)
    train, test = (rng.integers(0, 256, (n, 4), dtype=np.uint8) for n in (12, 30))
    test[:, 0] = 100 * (np.arange(30) % 3) + 20
    return DataSet("digits", train, np.arange(12) % 3, test, np.arange(30) % 3, "a test")


def test_training_job_depends_on_the_seed_alone():
    first, again, other = (training_data.job(plan(), digits(), seed, own=True) for seed in (ONE, ONE, OTHER))
    np.testing.assert_array_equal(first["test_images"], again["test_images"])
    assert (first["seed"], first["shuffle"]) == (again["seed"], again["shuffle"])
    assert (first["seed"], first["shuffle"]) != (other["seed"], other["shuffle"])
    assert not np.array_equal(first["test_images"], other["test_images"])


def test_training_job_names_the_optimizer_and_has_no_held_out_labels():
    own, given = (training_data.job(plan(), digits(), ONE, own) for own in (True, False))
    assert (own["optimizer"], own["options"], own["own"]) == ("Adam", {"lr": 0.1}, True)
    assert (given["optimizer"], given["options"], given["own"]) == ("SignDescent", {"lr": 0.2}, False)
    assert (own["epochs"], own["batch_size"], own["sizes"]) == (3, 5, [4, 3, 2])
    assert not any(np.shape(value) == (30,) for value in own.values())


def test_held_out_images_and_labels_are_shuffled_alike():
    data = digits()
    shown = training_data.job(plan(), data, ONE, own=True)["test_images"]
    labels = training_data.held_out_labels(data, ONE)
    np.testing.assert_array_equal(np.rint((shown[:, 0] - 20.0) / 100), labels)
    assert not np.array_equal(labels, data.test_labels)
    assert not np.array_equal(labels, training_data.held_out_labels(data, OTHER))


def test_process_of_a_training_run_gets_neither_held_out_images_nor_labels():
    exercise = find_course(Path(__file__).parent).lab("06_optimizers").exercise("train_mnist")
    job = training_data.job(plan(), digits(), ONE, own=True)
    asked = training_data.question(exercise, job, plan().limits)
    assert set(job) - set(asked.inputs) == {"test_images"}
    assert len(job["test_images"]) == 30
    assert not any(np.shape(value)[:1] == (30,) for value in asked.inputs.values())


def test_accuracy_is_the_share_of_right_predictions():
    labels = np.array([0, 1, 2, 2])
    assert training_data.accuracy(Observation(values={"predictions": np.array([0, 1, 2, 0])}), labels) == 0.75


@pytest.mark.parametrize(
    "observation",
    [
        Observation(),
        Observation("raised", values={"predictions": np.array([0, 1])}),
        Observation(values={"predictions": np.array([0, 1, 1])}),
        Observation(values={"predictions": np.array([0.0, 1.0])}),
        Observation(values={"predictions": np.array([[0], [1]])}),
    ],
)
def test_predictions_that_are_not_one_label_per_image_have_no_accuracy(observation):
    assert training_data.accuracy(observation, np.array([0, 1])) is None
