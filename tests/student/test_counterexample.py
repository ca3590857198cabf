"""Inputs as code: runs as it stands, and does what the probe does."""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace

import numpy as np
import pytest

from grader.probes import Probe, call, trajectory
from grader.probes.inputs import descent
from grader.probes.observe import observe
from grader.student.counterexample import as_code, literal


class Descent:
    """Follows gradients, or a gradient function."""

    def __init__(self, params, lr=0.1, betas=(0.0, 0.0)):
        self.params, self.lr = params, lr

    def step(self, grads):
        for p, g in zip(self.params, grads(self.params) if callable(grads) else grads, strict=True):
            p -= self.lr * g


def printed(code, inputs, **names):
    text = io.StringIO()
    check = lambda task: SimpleNamespace(counterexample=inputs)  # noqa: E731
    with contextlib.redirect_stdout(text), np.printoptions(precision=17):
        exec(code, {"check": check, **names})
    return text.getvalue().strip()


@pytest.mark.parametrize(
    "options",
    [
        {"steps": 1},
        {"steps": 4, "betas": [0.5, 0.6], "changes": {2: {"lr": 0.5}}},
        {"reuse": True},
        {"order": "F", "dtype": "float32"},
        {"steps": 60},
    ],
    ids=["one step", "changes", "reused buffers", "column-major float32", "large"],
)
def test_a_trajectory_up_to_the_step_that_differs(options):
    inputs = descent(np.random.default_rng(0), (2, 3), (4,), **options)
    step = 1 if options.get("steps") == 1 else 3
    label = f"params[1] after step {step}"
    code = as_code("Descent", trajectory, inputs, label)
    with np.printoptions(precision=17):
        expected = str(observe("trajectory", Descent, inputs).values[label])
    assert printed(code, inputs, Descent=Descent) == expected
    assert ("betas=(0.5, 0.6)" in code) == ("betas" in options)


def test_inputs_too_large_to_write_out_are_taken_from_the_report():
    inputs = descent(np.random.default_rng(0), (50,), steps=3)
    code = as_code("Descent", trajectory, inputs, "params[0] after step 2")
    assert "inputs = check(Descent).counterexample\n" in code
    with np.printoptions(precision=17):
        expected = str(observe("trajectory", Descent, inputs).values["params[0] after step 2"])
    assert printed(code, inputs, Descent=Descent) == expected
    assert len(code) < 400


def test_a_gradient_function():
    inputs = {"params": [np.array([1.0, -2.0])], "function": "quartic", "arrays": [np.array([1.0, 2.0])], "steps": 3}
    label = "params[0] after step 2"
    with np.printoptions(precision=17):
        expected = str(observe("trajectory", Descent, inputs).values[label])
    assert printed(as_code("Descent", trajectory, inputs, label), inputs, Descent=Descent) == expected


def test_a_call_with_its_comment():
    inputs = {"args": [np.array([[1.0, np.nan]]), 3], "kwargs": {"axis": 1}}
    code = as_code("f", call, inputs, "result", "expected 2")
    assert code == (
        "import numpy as np\nfrom numpy import nan\n\n"
        "result = f(np.array([[1.0, nan]]), 3, axis=1)\nprint(result)  # expected 2"
    )
    large = {"args": [np.zeros(500)]}
    assert printed(as_code("f", call, large), large, f=lambda x: x.size) == "500"


def test_probe_without_a_writer_gives_the_inputs():
    assert as_code("f", Probe("dance", call.run), {"shape": [2]}) == "inputs = check(f).counterexample"


@pytest.mark.parametrize(
    "value",
    [
        np.random.default_rng(0).normal(size=(3, 7)),
        np.array(1.5, dtype=np.float32),
        np.random.default_rng(0).normal(size=20).astype(np.float32),
        np.array([[True, False]]),
        np.array([1, 2, 3], dtype=np.uint8),
        np.zeros((0, 3)),
        np.array([1 + 2j]),
        np.array([np.inf, -np.inf, np.nan]),
    ],
)
def test_literals_give_back_the_value_to_the_bit(value):
    again = eval(literal(value), {"np": np, "inf": np.inf, "nan": np.nan})
    assert again.dtype == value.dtype
    np.testing.assert_array_equal(again, value)


def test_nested_literals():
    value = {"a": [1, [2.5, "x"], None], "b": [np.array([1.0])] * 30}
    assert eval(literal(value), {"np": np})["b"][29] == np.array([1.0])
    assert max(map(len, literal(value["b"]).splitlines())) <= 100
