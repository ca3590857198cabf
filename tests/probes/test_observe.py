"""Probes observe whatever a task does, and what it does to its inputs."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.probes import Probe, exceptions, observe
from grader.probes.functions import FUNCTIONS
from grader.probes.inputs import descent


class Descent:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr

    def step(self, grads):
        for p, g in zip(self.params, grads, strict=True):
            p -= self.lr * g


def inputs(**options):
    return descent(np.random.default_rng(0), (2,), (3,), steps=3, **options)


def test_trajectory_observes_every_parameter_after_every_step():
    given = inputs(lr=0.5)
    observation = observe.observe("trajectory", Descent, given)
    assert list(observation.values) == [f"params[{i}] after step {t}" for t in (1, 2, 3) for i in (0, 1)]
    np.testing.assert_allclose(
        observation.values["params[0] after step 2"],
        given["params"][0] - 0.5 * (given["grads"][0][0] + given["grads"][1][0]),
    )
    assert observation.status == "ok"
    assert observation.notes == ()


def test_inputs_stay_unchanged_and_replaced_parameters_do_not_count():
    class Rebinds(Descent):
        def step(self, grads):
            for i, g in enumerate(grads):
                self.params[i] = self.params[i] - self.lr * g

    given = inputs()
    before = given["params"][0].copy()
    observation = observe.observe("trajectory", Rebinds, given)
    np.testing.assert_array_equal(observation.values["params[0] after step 3"], before)
    assert observation.notes == (
        "puts new arrays into the list of parameters instead of updating the ones it was given",
    )


def test_changed_gradients_are_noted():
    class Overwrites(Descent):
        def step(self, grads):
            grads[0] *= 2
            super().step(grads)

    assert observe.observe("trajectory", Overwrites, inputs()).notes == ("changes the gradients it is given",)


def test_reused_buffers_show_a_task_that_keeps_them():
    class Keeps(Descent):
        last = None

        def step(self, grads):
            super().step(self.last or grads)
            self.last = grads

    fresh = observe.observe("trajectory", Keeps, inputs())
    reused = observe.observe("trajectory", Keeps, inputs(reuse=True))
    assert not np.allclose(fresh.values["params[0] after step 2"], reused.values["params[0] after step 2"])


def test_column_major_arrays_show_a_task_that_updates_a_flat_copy():
    class Flat(Descent):
        def step(self, grads):
            for p, g in zip(self.params, grads, strict=True):
                p.reshape(-1)[...] -= self.lr * g.reshape(-1)

    given = {order: descent(np.random.default_rng(0), (2, 3), steps=1, order=order) for order in "CF"}
    flat, right = ({o: observe.observe("trajectory", task, given[o]) for o in "CF"} for task in (Flat, Descent))
    label = "params[0] after step 1"
    np.testing.assert_array_equal(flat["C"].values[label], right["C"].values[label])
    np.testing.assert_array_equal(flat["F"].values[label], given["F"]["params"][0])
    np.testing.assert_array_equal(right["F"].values[label], right["C"].values[label])


def test_changes_are_set_before_their_step():
    given = inputs(changes={2: {"lr": 0.0}})
    observation = observe.observe("trajectory", Descent, given)
    np.testing.assert_array_equal(
        observation.values["params[0] after step 3"], observation.values["params[0] after step 1"]
    )


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotImplementedError(), "not attempted"),
        (TypeError("no"), "raised"),
        (SystemExit(1), "raised"),
        (KeyboardInterrupt(), "raised"),
        (MemoryError(), "out of memory"),
        (PermissionError("closed"), "blocked"),
    ],
)
def test_every_exception_of_a_task_becomes_an_observation(error, status):
    class Raises(Descent):
        def step(self, grads):
            super().step(grads)
            raise error

    observation = observe.observe("trajectory", Raises, inputs())
    assert observation.status == status
    assert observation.error.startswith(type(error).__name__)


def test_an_exception_that_cannot_be_printed_is_described():
    class MuteError(Exception):
        def __str__(self):
            raise ValueError

    assert exceptions.describe(MuteError()) == "MuteError: (its message cannot be printed)"


def test_call_labels_a_tuple_and_notes_changed_input():
    def task(x):
        x += 1
        return x.sum(), x

    observation = observe.observe("call", task, {"args": [np.zeros(2)], "returns": ["loss", "grad"]})
    assert observation.values["loss"] == 2.0
    assert observation.types == {"loss": "float64", "grad": "ndarray"}
    assert observation.notes == ("changes its input",)


def test_warnings_are_noted_not_printed(capfd):
    observation = observe.observe("call", lambda x: 1 / x, {"args": [np.zeros(2)]})
    assert observation.notes == ("warns: RuntimeWarning: divide by zero encountered in divide",)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("value", [None, "text", {"a": 1}, object(), [[1], [1, 2]]])
def test_value_that_is_no_array_of_numbers_has_only_a_type(value):
    observation = observe.observe("call", lambda: value, {})
    assert observation.values == {}
    assert observation.types == {"result": type(value).__name__}


def test_masked_array_has_a_type_of_its_own():
    observation = observe.observe("call", lambda: np.ma.masked_array([1.0, 2.0], [True, False]), {})
    assert observation.types == {"result": "MaskedArray"}


def test_the_gradient_functions_are_gradients():
    rng = np.random.default_rng(0)
    p, center, scale = rng.normal(size=(3, 4))
    half = rng.normal(size=(4, 4))
    matrix = half + half.T

    def numeric(f):
        return [(f(p + e) - f(p - e)) / 2e-6 for e in np.eye(4) * 1e-6]

    quadratic = FUNCTIONS["quadratic"](matrix, center)
    np.testing.assert_allclose(quadratic(p), numeric(lambda q: (q - center) @ matrix @ (q - center) / 2), rtol=1e-6)
    quartic = FUNCTIONS["quartic"](scale)
    np.testing.assert_allclose(quartic(p), numeric(lambda q: (scale * q**4).sum() / 4), rtol=1e-5)


@pytest.mark.parametrize(
    ("value", "kind", "observed"),
    [
        ("torch.ones(2, dtype=torch.float64, requires_grad=True) * 2", "Tensor", [2.0, 2.0]),
        ("torch.nn.Parameter(torch.ones(1))", "Parameter", None),
        ("np.ma.masked_array([1.0, 2.0], [True, False])", "MaskedArray", [1.0, 2.0]),
        ("np.matrix([[1.0]])", "matrix", [[1.0]]),
        ("np.array([None, 1])", "ndarray of object", None),
        ("np.array(['a'])", "ndarray of str32", None),
        ("np.array(['2026-01-01'], 'datetime64[D]')", "ndarray of datetime64[D]", None),
        ("(x for x in [1.0])", "generator", None),
        ("lambda: np.ones(2)", "function", None),
        ("np.float32(1.0)", "float32", 1.0),
    ],
)
def test_array_subclass_has_a_type_of_its_own(value, kind, observed):
    pytest.importorskip("torch")
    namespace: dict = {}
    exec(f"import numpy as np\nimport torch\ndef task():\n    return {value}", namespace)
    observation = observe.observe("call", namespace["task"], {})
    assert (observation.status, observation.types) == ("ok", {"result": kind}), observation
    found = observation.values.get("result")
    assert (None if found is None else found.tolist()) == observed


def test_what_a_probe_loads_beforehand_is_not_the_time_of_the_task(monkeypatch):
    clock = SimpleNamespace(now=0.0, perf_counter=lambda: clock.now)
    monkeypatch.setattr(observe, "time", clock)

    def load(inputs, context):
        clock.now += 100

    def run(task, inputs, context, notes):
        clock.now += 2
        yield "result", task()

    observation = observe.observe(Probe("loads", run, prepare=load), lambda: 1.0, {})
    assert (observation.status, observation.seconds) == ("ok", 2)


def test_failure_to_load_what_a_probe_needs_is_reported():
    def load(inputs, context):
        raise ModuleNotFoundError("no framework here")

    def run(task, inputs, context, notes):
        yield "result", task()

    observation = observe.observe(Probe("loads", run, prepare=load), lambda: 1.0, {})
    assert (observation.status, observation.error) == ("raised", "ModuleNotFoundError: no framework here")
