"""Every exercise of every lab: what a good one offers, and inputs that ask for more than plain numbers.

`grader verify` proves the rest: solution, oracle, other right answers, known mistakes, mutants, stub.
"""

from __future__ import annotations

import inspect
import pickle
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.core.recording import load, path_of
from grader.core.records import Observation
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC, secret_seed
from grader.course.variants import Case
from grader.judge.compare import compare
from grader.judge.describe import describe
from grader.judge.features import features_of
from grader.judge.source_traits import traits
from grader.judge.traces import CaseRun
from grader.student.counterexample import as_code
from tests.inprocess import undefined
from tests.labs.labs import COURSE, EXERCISES, differences, every_case, every_exercise


@every_exercise()
def test_exercise_has_what_a_good_one_needs(lab: Lab, exercise: Exercise) -> None:
    assert len(exercise.wrong) >= 4
    assert any(right.task is not None for right in exercise.right)
    assert 1 <= len(exercise.public) <= len(exercise.cases) <= 12
    assert all(hint.strip() for wrong in exercise.wrong for hint in wrong.hints)
    assert exercise.hint.endswith((".", "?"))
    assert (exercise.task.__doc__ or "").count("\n") > 3
    assert exercise.source.strip()
    assert undefined(Reference(exercise, lab.given), lab.imports) == []


@every_exercise()
def test_grading_asks_with_inputs_that_are_recorded_nowhere(lab: Lab, exercise: Exercise) -> None:
    reference, secret = Reference(exercise, lab.given), secret_seed(b"not the public one")
    drawn = [[pickle.dumps(reference.inputs(case, seed)) for seed in (PUBLIC, secret)] for case in exercise.cases]
    assert any(recorded != other for recorded, other in drawn)


@every_exercise()
def test_what_a_case_varies_is_read_from_its_inputs(lab: Lab, exercise: Exercise) -> None:
    recording = load(path_of(lab.path, exercise.name))
    for case in recording.cases:
        assert all(isinstance(feature, str) for feature in features_of(case.inputs))
        wrong = Observation("ok", {}, {})
        runs = [CaseRun(0, case.expected, wrong, case.tolerance, case.name, inputs=case.inputs)]
        shifted = {label: value + 1 for label, value in case.expected.values.items() if value.dtype.kind == "f"}
        other = Observation("ok", {**case.expected.values, **shifted}, case.expected.types)
        runs += [CaseRun(0, case.expected, other, case.tolerance, case.name, inputs=case.inputs)]
        assert all(found.name or found.sentence for each in (runs, runs[:1], runs[1:]) for found in describe(each))


def test_ids_are_missing_only_where_the_decks_have_no_such_item() -> None:
    without = {exercise.name for _, exercise in EXERCISES if not exercise.ids}
    assert without <= {"layernorm_forward", "layernorm_backward", "SiLU", "GELU", "warmup", "ScheduledOptimizer"}


def test_names_of_exercises_and_quizzes_are_unique_within_the_course() -> None:
    names = [item.name for lab in COURSE.labs.values() for item in lab.items]
    assert sorted(names) == sorted(set(names))
    assert all(lab.items for lab in COURSE.labs.values())


@every_exercise()
def test_counterexample_runs_as_it_is_printed(
    lab: Lab, exercise: Exercise, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if lab.given is not None:
        monkeypatch.setitem(sys.modules, "given", lab.given)
    reference = Reference(exercise, lab.given)
    tasks = {each.name: each.task for each in lab.exercises} | {part.__name__: part for part in exercise.parts}
    for case in exercise.public:
        inputs = reference.inputs(case, PUBLIC)
        label = next(iter(reference.expected(case, PUBLIC).values))
        checked = {"check": lambda task, inputs=inputs: SimpleNamespace(counterexample=inputs)}
        code = as_code(exercise.name, exercise.probe, inputs, label)
        exec(code, {**tasks, **checked})
        assert capsys.readouterr().out.strip() or code == f"inputs = check({exercise.name}).counterexample"


# Cases


def degenerate(case: Case) -> bool:
    """Whether a case is about one value or sample, of which little is left; such cases count half."""
    return case.weight < 1 and "one" in case.name.split()


@every_case("call", "regression")
def test_case_fails_for_zeros_and_for_its_own_inputs(lab: Lab, exercise: Exercise, case: Case) -> None:
    reference = Reference(exercise, lab.given)
    if degenerate(case):
        return
    for seed in (PUBLIC, secret_seed(b"zeros")):
        expected = reference.expected(case, seed)
        assert expected.status == "ok"
        zeros = {label: np.zeros_like(value) for label, value in expected.values.items()}
        assert compare(expected, Observation("ok", zeros, expected.types), case.tolerance)
        arrays = [a for a in reference.inputs(case, seed).get("args", []) if isinstance(a, np.ndarray)]
        for array in arrays:
            echo = dict.fromkeys(expected.values, array)
            assert compare(expected, Observation("ok", echo, expected.types), case.tolerance)


@every_case("call", "regression")
def test_expected_values_lie_far_above_the_tolerance(lab: Lab, exercise: Exercise, case: Case) -> None:
    expected = Reference(exercise, lab.given).expected(case, secret_seed(b"size"))
    for label, value in expected.values.items():
        if value.dtype.kind == "f" and not degenerate(case):
            assert np.abs(value).max() > 1000 * case.tolerance.atol, label


# Optimizers


@every_exercise("trajectory")
def test_optimizer_inputs_ask_for_more_than_plain_numbers(lab: Lab, exercise: Exercise) -> None:
    reference = Reference(exercise, lab.given)
    inputs = [reference.inputs(case, PUBLIC) for case in exercise.cases]
    assert any(len(i["params"]) > 1 and i["params"][1].ndim > 1 for i in inputs)
    assert any(p.dtype == np.float32 for i in inputs for p in i["params"])
    assert any(i["changes"] for i in inputs)
    if any("function" in i for i in inputs):
        return  # is handed a function instead of gradients
    assert any(i["reuse"] for i in inputs)
    assert any(not np.any(g[0]) for i in inputs for g in i["grads"])
    assert max(len(i["grads"]) for i in inputs) >= 12


@every_exercise("trajectory")
def test_rebinding_is_distinguished_from_never_updating(lab: Lab, exercise: Exercise) -> None:
    """Both leave the parameters as they were, so that the syntax tree decides."""
    by_syntax = {wrong.syntax: wrong for wrong in exercise.wrong if wrong.syntax}
    assert {syntax: wrong.name for syntax, wrong in by_syntax.items()} == {
        "rebinds": "rebinds the parameter",
        "no update": "never updates",
    }
    assert traits(exercise.text) == frozenset()
    for syntax, wrong in by_syntax.items():
        assert traits(exercise.variants()[wrong.name]) == {syntax}
    reference = Reference(exercise, lab.given)
    for case in exercise.public:
        one, other = (reference.edited(by_syntax[s].edits, case, PUBLIC) for s in ("rebinds", "no update"))
        assert all(np.array_equal(one.values[label], other.values[label]) for label in one.values)


#: What torch calls what an exercise's oracle wraps; its own default of `momentum` is none at all.
TORCH = {"Nadam": "NAdam", "MomentumEMA": "SGD", "NesterovLookahead": "SGD", "GradientDescent": "SGD"}
#: Defaults of tf.train and of Keras, for optimizers in their form. tf.train has none for lr, Keras's momentum is 0.
TENSORFLOW: dict[str, dict[str, Any]] = {
    "MomentumVelocity": {"lr": 0.01},
    "AdagradTF": {"initial_accumulator_value": 0.1},
    "RMSpropTF": {"decay": 0.9, "momentum": 0.0, "eps": 1e-10, "centered": False},
    "ProximalGradientDescent": {"l1": 0.0, "l2": 0.0},
    "ProximalAdagrad": {"initial_accumulator_value": 0.1, "l1": 0.0, "l2": 0.0},
    "AdagradDA": {"initial_accumulator_value": 0.1, "l1": 0.0, "l2": 0.0},
    "FTRL": {
        "lr_power": -0.5,
        "initial_accumulator_value": 0.1,
        "l1": 0.0,
        "l2": 0.0,
        "l2_shrinkage": 0.0,
        "beta": 0.0,
    },
}


@pytest.mark.slow
@every_exercise("trajectory")
def test_defaults_of_an_optimizer_are_those_of_its_library(lab: Lab, exercise: Exercise) -> None:
    from torch import optim

    own = {p.name: p.default for p in list(inspect.signature(exercise.task).parameters.values())[1:]}
    if exercise.name in TENSORFLOW:
        expected = TENSORFLOW[exercise.name]
        assert {name: default for name, default in own.items() if name in expected} == expected
        assert own.keys() - expected.keys() <= {"lr", "momentum"}
        return
    twin = getattr(optim, TORCH.get(exercise.name, exercise.name), optim.SGD)
    defaults = inspect.signature(twin).parameters
    for name, default in own.items():
        if name == "beta" or (twin is optim.SGD and name == "momentum"):
            continue
        assert default == defaults[name].default, name


# Layers


def has_a_kink(task: Any) -> bool:
    """Whether an activation's slope jumps at 0; counted as one where it cannot be made without arguments."""
    parameters = inspect.signature(task).parameters.values()
    if any(parameter.default is inspect.Parameter.empty for parameter in parameters):
        return True
    built = task(**{p.name: 2 * p.default for p in parameters if isinstance(p.default, float)})
    y = built.forward(np.array([[-1e-6, 1e-6]]))
    left, right = built.backward(np.ones_like(y)).ravel()
    return bool(abs(left - right) > 0.01)


@every_exercise("layer")
def test_layer_inputs_ask_for_more_than_plain_numbers(lab: Lab, exercise: Exercise) -> None:
    reference = Reference(exercise, lab.given)
    inputs = [reference.inputs(case, PUBLIC) for case in exercise.cases]
    assert any(x.dtype == np.float32 for i in inputs for x in i["xs"])
    assert any(i.get("layout", "C") != "C" for i in inputs)
    if lab.name != "03_activations":
        return
    batches = {len(x) for i in inputs if len(i["xs"]) > 1 for x in i["xs"]}
    assert {0, 1} < batches
    if exercise.name != "Maxout":
        assert any(x.ndim == 4 for i in inputs for x in i["xs"])
    kinked = has_a_kink(exercise.task)
    if kinked:
        at_kink = [case for case in exercise.cases if "kink" in case.name or "equal" in case.name]
        assert [(case.public, case.weight) for case in at_kink] == [(True, 0.5)]
    for case, i in zip(exercise.cases, inputs, strict=True):
        zeros = any((x == 0).any() for x in i["xs"])
        assert not zeros or not kinked or case.weight == 0.5, "a kink outside its own case"


def test_kinks_are_found_where_there_are_some() -> None:
    lab = COURSE.lab("03_activations")
    layers = [exercise for exercise in lab.exercises if exercise.probe_name == "layer"]
    smooth = {exercise.name for exercise in layers if not has_a_kink(exercise.task)}
    assert {"Sigmoid", "Tanh", "Softsign", "Softplus"} <= smooth
    assert not smooth & {"ReLU", "LeakyReLU", "PReLU", "ELU", "SELU", "ReLU6", "CReLU", "Maxout"}


@every_exercise("layer")
def test_backward_is_the_derivative_of_forward(lab: Lab, exercise: Exercise) -> None:
    """Against central differences, on the first case in float64; of every parameter that the case observes, too."""
    reference = Reference(exercise, lab.given)
    inputs = next(i for i in (reference.inputs(case, PUBLIC) for case in exercise.cases) if smooth_case(i))
    x, dout = inputs["xs"][0].copy(), inputs["douts"][0]
    options = {name: np.copy(v) if isinstance(v, np.ndarray) else v for name, v in inputs.get("options", {}).items()}

    def loss() -> float:
        return float((exercise.task(**options).forward(x) * dout).sum())

    built = exercise.task(**options)
    built.forward(x)
    np.testing.assert_allclose(built.backward(dout), differences(loss, x), rtol=1e-6, atol=1e-7)
    for name, array in options.items():
        if isinstance(array, np.ndarray) and hasattr(built, f"d{name}"):
            slopes = differences(loss, array)
            np.testing.assert_allclose(getattr(built, f"d{name}"), slopes, rtol=1e-6, atol=1e-7)


def smooth_case(inputs: dict[str, Any]) -> bool:
    """Whether a layer's inputs are in float64, have a way back, and keep clear of a kink at 0."""
    x, dout = inputs["xs"][0], inputs["douts"][0]
    return x.dtype == np.float64 and dout is not None and 0 < x.size < 200 and bool((np.abs(x) > 1e-4).all())
