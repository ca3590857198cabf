"""The exercises of the labs: their proofs, and what every exercise must offer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from grader.authoring import verify
from grader.course.exercise import Exercise
from grader.course.loader import Course, Lab, find_course
from grader.course.reference import PUBLIC, Reference, secret_seed
from grader.grading import training_data
from grader.judge.source_traits import traits
from grader.probes.context import Context
from grader.probes import trajectory
from grader.probes.observe import observe
from tests.inprocess import numpy_only

COURSE: Course = find_course(Path(__file__).parent)
LAB: Lab = COURSE.lab("06_optimizers")
NAMES = [exercise.name for exercise in LAB.exercises]
OPTIMIZERS = [exercise.name for exercise in LAB.exercises if exercise.probe is trajectory]


def reference(name: str) -> Reference:
    return Reference(LAB.exercise(name), LAB.given)


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name not in ("AdamW", "NesterovLookahead")])
def test_a_first_gradient_of_zero_moves_nothing(name):
    p = np.array([5.0, -1.0])
    LAB.exercise(name).task([p]).step([np.zeros(2)])
    np.testing.assert_array_equal(p, [5.0, -1.0])


def test_a_centered_rmsprop_survives_rounding():
    # torch's own is NaN from the 331st step on
    p = np.zeros(1)
    optimizer = LAB.exercise("RMSprop").task([p], alpha=0.9, centered=True)
    for _ in range(600):
        optimizer.step([np.array([0.1])])
    assert np.isfinite(p).all()


@pytest.mark.parametrize("name", NAMES)
def test_oracles_right_answers_and_mistakes_hold(name):
    ref = reference(name)
    shares, right = verify.right_shares(ref)
    reached, caught = verify.wrong_margins(ref)
    problems = [
        *verify.oracle_problems(ref),
        *right,
        *caught,
        *verify.naming_problems(ref),
        *verify.apart_problems(ref),
    ]
    assert problems == []
    assert max(shares) <= 0.1
    assert min(reached) >= 10


@pytest.mark.slow
def test_the_whole_lab_is_proved():
    proofs = list(verify.verify_lab(COURSE, LAB))
    assert [problem for proof in proofs for problem in proof.problems] == []
    assert [proof.exercise for proof in proofs] == NAMES
    assert all(proof.mutants_survived == 0 for proof in proofs)


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_has_what_a_good_one_needs(name):
    exercise = LAB.exercise(name)
    assert len(exercise.wrong) >= 4
    assert len(exercise.right) >= 1
    assert any(right.task is not None for right in exercise.right)
    assert len(exercise.public) < len(exercise.cases)  # some inputs stay secret
    assert all(hint.strip() for wrong in exercise.wrong for hint in wrong.hints)
    assert (exercise.task.__doc__ or "").count("\n") > 5
    assert numpy_only(Reference(exercise)) == []


def test_no_secret_seed_hides_a_mistake_in_shuffling():
    """Of seven images, two shuffles fall into the same mini-batches once in 140 times; such inputs are drawn again."""
    exercise = LAB.exercise("train_mnist")
    case, *_ = exercise.cases
    alike = []
    for number in range(400):
        seed = secret_seed(f"shuffles {number}".encode())
        inputs = Reference(exercise, LAB.given).inputs(case, seed)
        rng = np.random.default_rng(inputs["shuffle"])
        orders = [np.arange(7), rng.permutation(7), rng.permutation(7)]
        batches = {tuple(frozenset(order[i : i + 3].tolist()) for i in (0, 3, 6)) for order in orders}
        alike += [number] if len(batches) < 3 else []
    assert alike == []


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rebinding_is_told_from_never_updating(name):
    exercise = LAB.exercise(name)
    syntax = {wrong.syntax: wrong.name for wrong in exercise.wrong if wrong.syntax}
    assert syntax == {"rebinds": "rebinds the parameter", "no update": "never updates"}
    variants = exercise.variants()
    assert traits(variants["rebinds the parameter"]) == {"rebinds"}
    assert traits(variants["never updates"]) == {"no update"}
    assert traits(exercise.text) == frozenset()
    ref = Reference(exercise)
    rebinds, never = (next(w.edits for w in exercise.wrong if w.syntax == s) for s in ("rebinds", "no update"))
    for case in exercise.public:
        one, other = ref.edited(rebinds, case, PUBLIC), ref.edited(never, case, PUBLIC)
        assert all(np.array_equal(one.values[label], other.values[label]) for label in one.values)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_inputs_ask_for_more_than_plain_numbers(name):
    exercise = LAB.exercise(name)
    ref = Reference(exercise)
    inputs = [ref.inputs(case, PUBLIC) for case in exercise.cases]
    assert any(len(i["params"]) > 1 and i["params"][1].ndim > 1 for i in inputs)
    assert any(p.dtype == np.float32 for i in inputs for p in i["params"])
    assert any(i["changes"] for i in inputs)
    if name == "NesterovLookahead":
        return
    assert any(i["reuse"] for i in inputs)
    assert any(not np.any(g[0]) for i in inputs for g in i["grads"])
    assert max(len(i["grads"]) for i in inputs) >= 12


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_defaults_are_torchs(name):
    import inspect

    twins = {"RMSprop": "RMSprop", "Adagrad": "Adagrad", "Adadelta": "Adadelta", "Adam": "Adam", "AdamW": "AdamW"}
    theirs = {"Nadam": "NAdam", **twins}.get(name, "SGD")
    default = inspect.signature(getattr(__import__("torch").optim, theirs)).parameters
    for parameter in list(inspect.signature(LAB.exercise(name).task).parameters.values())[1:]:
        if parameter.name == "beta" or (theirs == "SGD" and parameter.name == "momentum"):
            continue  # not torch's word; torch's own default there is no momentum at all
        assert parameter.default == default[parameter.name].default, parameter


@pytest.mark.slow
@pytest.mark.parametrize("own", [True, False])
def test_training_reaches_full_credit_and_not_learning_stays_below_partial(own):
    from grader import datasets

    exercise = LAB.exercise("train_mnist")
    plan, data, seed = exercise.training, datasets.load("mnist-5k"), secret_seed(b"a test's own")
    assert plan is not None
    partial, full = plan.thresholds[data.name]
    labels = training_data.held_out_labels(data, seed)
    inputs = training_data.job(plan, data, seed, own)

    def reached(task) -> float:
        context = Context(LAB.given, {"Adam": LAB.exercise("Adam").task})
        found = training_data.accuracy(observe("fit", task, inputs, context), labels)
        assert found is not None
        return found

    assert reached(exercise.task) >= full
    for mistake in ("never steps", "shuffles images but not labels"):
        assert reached(_wrong(exercise, mistake)) < partial - 0.4


def _wrong(exercise: Exercise, name: str):
    (edits,) = [wrong.edits for wrong in exercise.wrong if wrong.name == name]
    return Reference(exercise, LAB.given).compile(edits)
