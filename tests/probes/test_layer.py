"""Layers: the probe that runs them forth and back, its inputs, their oracle, and a failing pass as code."""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace

import numpy as np
import pytest

from grader.core.tree import laid_out
from grader.course.oracles import torch_layer
from grader.probes import call, layer
from grader.probes.context import Context
from grader.probes.inputs import layer_passes
from grader.probes.observe import observe
from grader.student.counterexample import as_code


class Scale:
    """y = factor * x with a factor that is a parameter."""

    shift = 0.0

    def __init__(self, factor=np.ones(1)):  # noqa: B008
        self.factor = factor

    def forward(self, x):
        self.x = x
        return self.factor * x + self.shift

    def backward(self, dout):
        self.dfactor = np.sum(dout * self.x, keepdims=True).reshape(1)
        return self.factor * dout


def inputs(*shapes, **options):
    return layer_passes(np.random.default_rng(0), *shapes, **options)


def test_pass_observes_output_gradient_and_watched_attributes():
    given = inputs((2, 3), factor=np.full(1, 2.0), watch=["dfactor"])
    observation = observe("layer", Scale, given)
    assert list(observation.values) == ["y", "dx", "dfactor"]
    np.testing.assert_array_equal(observation.values["y"], 2 * given["xs"][0])
    np.testing.assert_array_equal(observation.values["dx"], 2 * given["douts"][0])
    assert observation.values["dfactor"].shape == (1,)
    assert (observation.status, observation.notes) == ("ok", ())


def test_several_passes_run_through_one_layer_and_are_numbered():
    observation = observe("layer", Scale, inputs((2, 3), (0, 3), changes={2: {"shift": 1.0}}))
    assert list(observation.values) == ["y of pass 1", "dx of pass 1", "y of pass 2", "dx of pass 2"]
    assert observation.values["y of pass 2"].shape == (0, 3)


def test_changes_are_set_before_their_pass():
    given = inputs((2, 3), (2, 3), changes={2: {"shift": 1.0}})
    observation = observe("layer", Scale, given)
    np.testing.assert_array_equal(observation.values["y of pass 1"], given["xs"][0])
    np.testing.assert_array_equal(observation.values["y of pass 2"], given["xs"][1] + 1)


def test_forward_alone_never_calls_backward():
    class Forward:
        def forward(self, x):
            return x

    observation = observe("layer", Forward, inputs((2, 3), backward=False))
    assert (observation.status, list(observation.values)) == ("ok", ["y"])


def test_changed_arguments_of_a_layer_are_noted():
    class Writes(Scale):
        def forward(self, x):
            x += 1
            return super().forward(x)

        def backward(self, dout):
            dout *= 2
            return super().backward(dout)

    notes = ("changes the x that forward is given", "changes, in backward, the arrays it was given")
    assert observe("layer", Writes, inputs((2, 3))).notes == notes


def test_missing_gradient_attribute_is_named():
    class NoGradient(Scale):
        def backward(self, dout):
            return dout

    observation = observe("layer", NoGradient, inputs((2, 3), watch=["dfactor"]))
    assert observation.status == "raised"
    assert observation.error == "AttributeError: 'NoGradient' object has no attribute 'dfactor'"


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
def test_layouts_have_equal_values(layout):
    x = np.arange(24.0).reshape(2, 3, 4)
    laid = laid_out(x, layout)
    np.testing.assert_array_equal(laid, x)
    flags = laid.flags.c_contiguous, laid.flags.f_contiguous
    assert flags == {"C": (True, False), "F": (False, True), "strided": (False, False)}[layout]
    laid[...] = 0
    assert x[1, 2, 3] == 23


def test_a_layer_gets_the_layout_that_was_asked_for():
    class Flags(Scale):
        def backward(self, dout):
            return np.array([self.x.flags.c_contiguous, dout.flags.c_contiguous])

    assert not observe("layer", Flags, inputs((3, 4), layout="strided")).values["dx"].any()


def test_underflow_in_a_layer_is_no_warning():
    class Vanishes(Scale):
        def forward(self, x):
            return np.exp(-1e4 * np.abs(x))

    assert observe("layer", Vanishes, inputs((2, 3), backward=False)).notes == ()


def test_call_passes_objects_of_given_by_name():
    context = Context(SimpleNamespace(Scale=Scale))
    asked = {"args": [np.ones(2)], "given": {"make": "Scale"}}
    observation = observe("call", lambda x, make: make(3.0).forward(x), asked, context)
    np.testing.assert_array_equal(observation.values["result"], [3, 3])


def test_values_are_all_drawn_and_nothing_else_is():
    (x,) = inputs((3, 4), values=(-1000, 0, 0.5))["xs"]
    assert set(x.ravel()) == {-1000, 0, 0.5}


def test_douts_have_the_shape_of_the_output():
    given = inputs((2, 3), (1, 4), out=lambda shape: (shape[0], 2), dtype="float32")
    assert [dout.shape for dout in given["douts"]] == [(2, 2), (1, 2)]
    assert {array.dtype for array in given["xs"] + given["douts"]} == {np.dtype(np.float32)}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_torch_gives_the_same_passes(dtype):
    pytest.importorskip("torch")
    given = inputs((2, 3), (0, 3), (1, 3), factor=np.full(1, 2.5, dtype), watch=["dfactor"], dtype=dtype, layout="F")
    ours = observe("layer", Scale, given)
    theirs = observe("layer", torch_layer(lambda torch, x, factor: factor * x, "factor"), given)
    assert ours.values.keys() == theirs.values.keys()
    for label, value in ours.values.items():
        assert theirs.values[label].dtype == value.dtype
        np.testing.assert_allclose(theirs.values[label], value, rtol=1e-6)


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
@pytest.mark.parametrize("label", ["y of pass 1", "dx of pass 2", "dfactor of pass 2"])
@pytest.mark.parametrize("side", [2, 40], ids=["small", "large"])
def test_a_failing_pass_as_code_prints_what_is_called_by_its_label(layout, label, side):
    given = inputs(
        (2, side), (1, side), layout=layout, watch=["dfactor"], changes={2: {"shift": 0.5}}, factor=np.full(1, 2.5)
    )
    code = as_code("Scale", layer, given, label, "expected something")
    assert code.endswith("  # expected something")
    expected = observe("layer", Scale, given).values[label]
    text = io.StringIO()
    check = lambda task: SimpleNamespace(counterexample=given)  # noqa: E731
    with contextlib.redirect_stdout(text), np.printoptions(precision=17):
        exec(code, {"check": check, "Scale": Scale})
        assert text.getvalue().strip() == str(expected)


def test_a_call_with_something_of_given_as_code():
    code = as_code("twice", call, {"args": [np.ones(1)], "given": {"make": "Scale"}}, "result")
    assert code.endswith("import given\n\nresult = twice(np.array([1.0]), make=given.Scale)\nprint(result)")


def test_numbers_spread_around_values_stay_on_their_side_of_a_kink():
    for seed in range(20):
        (x,) = layer_passes(np.random.default_rng(seed), (3, 4), values=(-2, 1, 5), spread=0.9)["xs"]
        sides = np.digitize(x, [-1, 3])
        assert set(sides.ravel()) == {0, 1, 2}
        assert np.all(np.abs(x - np.array([-2, 1, 5])[sides]) <= 0.9)
        assert len(np.unique(x)) == x.size
