"""Test traits of a source, and that any source is read without an exception."""

from __future__ import annotations

import textwrap
import warnings

import pytest

from grader.judge.source_traits import traits

LOOP = "for p, g in zip(self.params, grads):\n    "


def optimizer(step: str, init: str = "self.params, self.lr = params, lr") -> str:
    lines = ["class A:", "    def __init__(self, params, lr=1):", f"        {init}", "    def step(self, grads):"]
    return "\n".join([*lines, textwrap.indent(step, " " * 8)])


@pytest.mark.parametrize(
    "step",
    [
        LOOP + "p = p - g",
        LOOP + "p, q = p - g, 1",
        LOOP + "(p := p - g)",
        "for i, g in enumerate(grads):\n    self.params[i] = self.params[i] - g",
        "for i, (p, g) in enumerate(zip(self.params, grads)):\n    self.params[i] = p - g",
        "for i in range(len(grads)):\n    p = self.params[i]\n    p = p - grads[i]",
        "for i in range(len(grads)):\n    p, g = self.params[i], grads[i]\n    p = p - g",
        "self.params = [p - g for p, g in zip(self.params, grads)]",
        "self.params[:] = [p - g for p, g in zip(self.params, grads)]",
        "params = self.params\nfor p in reversed(params):\n    p = p * 2",
        "for p, g in zip(self.params[:1], grads):\n    p = p - g",
        "self.params[1:] = moved",
    ],
)
def test_rebound_parameter_is_found(step):
    assert traits(optimizer(step)) == {"rebinds"}


@pytest.mark.parametrize(
    "step",
    [
        LOOP + "p -= g",
        "for p, g in zip(self.params[1:], grads[1:]):\n    p -= g",
        LOOP + "p[...] = p - g",
        LOOP + "p.flat[:] = 0",
        LOOP + "np.subtract(p, g, out=p)",
        LOOP + "np.subtract(p, g, p)",
        LOOP + "np.copyto(p, p - g)",
        LOOP + "p.__isub__(g)",
        LOOP + "self.change(p, g)",
        "for i, g in enumerate(grads):\n    self.params[i] -= g",
        "for i, g in enumerate(grads):\n    self.params[i][...] = self.params[i] - g",
        "for i in range(len(grads)):\n    p = self.params[i]\n    p -= grads[i]",
        "for i in range(len(grads)):\n    p, g = self.params[i], grads[i]\n    p -= g",
    ],
)
def test_updating_in_place_shows_neither_trait(step):
    assert traits(optimizer(step)) == frozenset()


@pytest.mark.parametrize(
    "step", [LOOP + "update = g", LOOP + "p - g", "self.t += 1", LOOP + "np.sqrt(p)", LOOP + "print(p)", "pass"]
)
def test_missing_update_is_found(step):
    assert traits(optimizer(step)) == {"no update"}


def test_list_of_parameters_may_have_another_name():
    assert traits(optimizer("for w in self.ws:\n    w = w - 1", "self.ws = list(params)")) == {"rebinds"}
    assert traits(optimizer("for p in self.p:\n    p[...] = p - 1", "self.p = params")) == frozenset()


def test_invalid_escape_gives_no_warning_and_code_is_still_read():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert traits(optimizer('r = "\\d \\\\ \\""\n' + LOOP + "p = p - \\\n    g")) == {"rebinds"}


@pytest.mark.parametrize(
    "source",
    ["(", "\0", "\ud800", "(" * 5000, "-" * 99_999, "1" + "+1" * 40_000, "[" * 90_000, "f'{" * 300, "x" * 200_000],
    ids=["open", "null", "surrogate", "nested", "signs", "long sum", "brackets", "f-strings", "too long"],
)
def test_hostile_source_has_no_traits(source):
    assert not traits(source) - {"no update"}
