"""The probe `call` beyond plain arguments, and the probe `regression` of the lab on losses and descent."""

from pathlib import Path

import numpy as np
import pytest

from grader.core.tree import laid_out
from grader.course.loader import find_course
from grader.facts import derive
from grader.probes.context import Context
from grader.probes.functions import LOSSES
from grader.probes.observe import PROBES, observe

LAB = find_course(Path(__file__).parent).lab("02_losses_and_descent")
LAB_PROBES = LAB.probes


def test_items_of_a_list_or_a_generator_are_observed_one_by_one():
    for task in (lambda n: [np.arange(k) for k in range(n)], lambda n: (np.arange(k) for k in range(n))):
        observation = observe("call", task, {"args": [3], "items": "pieces"})
        assert list(observation.values) == ["pieces[0]", "pieces[1]", "pieces[2]"]
        assert observation.values["pieces[2]"].tolist() == [0, 1]


def test_result_without_items_is_observed_whole():
    assert observe("call", lambda n: n, {"args": [3], "items": "pieces"}).values == {"result": 3}
    assert observe("call", lambda n: None, {"args": [3], "items": "pieces"}).types == {"result": "NoneType"}


def test_endless_generator_is_cut_off():
    def endless(n):
        while True:
            yield n

    assert observe("call", endless, {"args": [3], "items": "pieces"}).values["pieces[9999]"] == 3
    assert len(observe("call", endless, {"args": [3], "items": "pieces"}).values) == 10_000


def test_function_is_the_first_argument():
    inputs = {"function": "coupled", "arrays": [np.array([1.0, 2.0])], "args": [np.array([3.0, 1.0])]}
    assert observe("call", lambda f, x: f(x), inputs).values["result"] == (9 + 2) ** 2 / 4
    assert LOSSES["coupled"](np.ones(1))(np.full(1, 2.0)) == 4.0


@pytest.mark.parametrize(("layout", "flags"), [("C", (True, False)), ("F", (False, True)), ("strided", (False, False))])
def test_layouts_change_no_number(layout, flags):
    array = np.arange(6.0).reshape(2, 3)
    laid = laid_out(array, layout)
    np.testing.assert_array_equal(laid, array)
    assert (laid.flags.c_contiguous, laid.flags.f_contiguous) == flags
    nested = {"args": [[array]], "kwargs": {"b": array, "n": 2}, "layout": layout}
    found = observe("call", lambda a, b, n: [a[0].flags.c_contiguous, b.flags.c_contiguous], nested)
    assert found.values["result"].tolist() == [flags[0], flags[0]]


class Given:
    """Stands in for a lab's given.py."""

    @staticmethod
    def distance(scores, targets):
        return float(np.sum((scores - targets) ** 2)), 2 * (scores - targets)


def training(**options):
    rng = np.random.default_rng(0)
    return {
        "images": rng.uniform(size=(5, 4)),
        "labels": np.array([0, 1, 2, 0, 1]),
        "sizes": [4, 3],
        "loss": "distance",
        "options": {"lr": 0.5, "steps": 3},
        "epochs": 2,
        "batch_size": 2,
        "shuffle": 7,
        **options,
    }


def spy(images, labels, batches, loss, *, classes, lr):
    visited = np.concatenate(batches)
    return np.full((4, classes), lr), np.arange(classes), [float(len(batches)), loss(visited, visited)[0]]


def test_regression_mini_batches_visit_every_sample_and_end_after_the_steps():
    batches = []

    def task(images, labels, handed, loss, **options):
        batches.extend(handed)
        return spy(images, labels, handed, loss, **options)

    observation = observe("regression", task, training(), Context(Given, probes=LAB_PROBES))
    assert list(observation.values) == ["W", "b", "losses"]
    assert observation.values["losses"].tolist() == [3.0, 0.0]
    assert [len(batch) for batch in batches] == [2, 2, 2]
    assert sorted(np.concatenate(batches)[:5]) == [0, 1, 2, 3, 4]


def test_regression_uses_the_students_own_loss_on_request():
    own = {"distance": lambda scores, targets: (8.0, scores)}
    assert observe("regression", spy, training(own=True), Context(Given, own, LAB_PROBES)).values["losses"][1] == 8.0


def test_regression_of_a_training_run_has_no_held_out_images_and_is_labelled_outside():
    facts, inputs = LAB.facts.regression, training(trained=True, test_images=np.ones((6, 4)))
    assert "test_images" not in facts.handed_over(inputs)
    observation = observe("regression", spy, facts.handed_over(inputs), Context(Given, probes=LAB_PROBES))
    assert derive(facts, inputs, observation).values["predictions"].tolist() == [2] * 6
    assert derive(facts, training(), observation) is observation


@pytest.mark.parametrize(
    "answer", [None, (1, 2), (np.ones((4, 2)), np.ones(3), 0), (np.ones((4, 3), complex), np.ones(3), 0)]
)
def test_regression_weights_of_other_shapes_or_types_give_no_labels(answer):
    inputs = training(trained=True, test_images=np.ones((6, 4)))
    observation = observe("regression", lambda *a, **b: answer, inputs, Context(Given, probes=LAB_PROBES))
    assert not derive(LAB.facts.regression, inputs, observation).values


def test_regression_notes_changed_images_and_a_result_that_is_no_triple():
    def careless(images, *rest, **options):
        images += 1

    observation = observe("regression", careless, training(), Context(Given, probes=LAB_PROBES))
    assert observation.notes == ("changes the images, labels or mini-batches it is given",)
    assert observation.types == {"result": "NoneType"}


def test_underflow_is_no_warning_and_overflow_is():
    assert observe("call", np.exp, {"args": [np.array([-1e4])]}).notes == ()
    assert observe("call", np.exp, {"args": [np.array([1e4])]}).notes == (
        "warns: RuntimeWarning: overflow encountered in exp",
    )


def test_every_probe_is_listed_by_its_name():
    assert all(name == probe.name for name, probe in PROBES.items())
