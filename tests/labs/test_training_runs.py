"""Training runs of the labs' exercises: full credit for the solution, none for not learning, jobs as they are set."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader import datasets
from grader.course.reference import Reference
from grader.course.seeds import secret_seed
from grader.facts import derive
from grader.grading import training_data
from grader.probes.context import Context
from grader.probes.observe import observe
from tests.labs.labs import COURSE

OPTIMIZERS = COURSE.lab("06_optimizers")
LOSSES = COURSE.lab("02_losses_and_descent")


def test_no_secret_seed_hides_a_mistake_in_shuffling() -> None:
    """Of seven images, two shuffles fall into the same mini-batches once in 140 times; such inputs are drawn again."""
    exercise = OPTIMIZERS.exercise("train_mnist")
    case, *_ = exercise.cases
    alike = []
    for number in range(400):
        seed = secret_seed(f"shuffles {number}".encode())
        inputs = Reference(exercise, OPTIMIZERS.given).inputs(case, seed)
        rng = np.random.default_rng(inputs["shuffle"])
        orders = [np.arange(7), rng.permutation(7), rng.permutation(7)]
        batches = {tuple(frozenset(order[i : i + 3].tolist()) for i in (0, 3, 6)) for order in orders}
        alike += [number] if len(batches) < 3 else []
    assert alike == []


@pytest.mark.slow
@pytest.mark.parametrize("own", [True, False])
def test_training_reaches_full_credit_and_not_learning_stays_below_partial(own: bool) -> None:
    exercise = OPTIMIZERS.exercise("train_mnist")
    plan, data, seed = exercise.training, datasets.load("mnist-5k"), secret_seed(b"a test's own")
    assert plan is not None
    partial, full = plan.thresholds[data.name]
    labels = training_data.held_out_labels(data, seed)
    inputs = training_data.job(plan, data, seed, own)

    def reached(task: Any) -> float:
        context = Context(OPTIMIZERS.given, {"Adam": OPTIMIZERS.exercise("Adam").task})
        question = training_data.question(exercise, inputs, plan.limits)
        trained = observe("fit", task, question.inputs, context)
        found = training_data.accuracy(derive(exercise.facts, inputs, trained, OPTIMIZERS.given), labels)
        assert found is not None
        return found

    assert reached(exercise.task) >= full
    for mistake in ("never steps", "shuffles images but not labels"):
        (edits,) = [wrong.edits for wrong in exercise.wrong if wrong.name == mistake]
        assert reached(Reference(exercise, OPTIMIZERS.given).compile(edits)) < partial - 0.4


def test_grading_trains_with_the_students_own_loss_or_the_given_one() -> None:
    plan = LOSSES.exercise("softmax_regression").training
    assert plan is not None
    data = datasets.load("mnist-5k")
    for own, name in ((True, "softmax_cross_entropy"), (False, "hinge")):
        inputs = training_data.job(plan, data, secret_seed(b"job"), own)
        assert (inputs["loss"], inputs["own"]) == (name, own)
        assert "optimizer" not in inputs
        assert len(inputs["images"]) * inputs["epochs"] >= inputs["options"]["steps"] * inputs["batch_size"]
