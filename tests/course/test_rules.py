"""Test the slips by rule: each change at one place, under the name of its class."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.course.edits import Source
from grader.course.rules import slips_by_rule
from grader.course.slips import Solution


def slips(body, signature="x, eps=1e-5", name="task"):
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    text = f"def {name}({signature}):\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION\n"
    namespace = {"np": np}
    exec(text, namespace)
    found = slips_by_rule(Solution(namespace[name], Source.parse(text)))
    return {(kind, " ".join(ast.unparse(ast.parse(changed).body[0].body[-1]).split())) for kind, changed in found}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x / np.sqrt(x.var() + eps)", (v.EPS_OUTSIDE, "return x / (np.sqrt(x.var()) + eps)")),
        ("return x / (np.sqrt(x) + eps)", (v.EPS_INSIDE, "return x / np.sqrt(x + eps)")),
        ("return x / (np.sqrt(x) + eps)", (v.EPS_MISSING, "return x / np.sqrt(x)")),
        ("return x.mean(axis=0)", (v.AXIS, "return x.mean(axis=1)")),
        ("return x.mean(axis=0)", (v.ALL_AXES, "return x.mean(axis=None)")),
        ("return x.mean(axis=0)", (v.SUM, "return x.sum(axis=0)")),
        ("return np.sum(x)", (v.MEAN, "return np.mean(x)")),
        ("return np.sum(x)", (v.AXIS, "return np.sum(x, axis=0)")),
        ("return x.max(axis=1, keepdims=True)", (v.KEEPDIMS, "return x.max(axis=1, keepdims=False)")),
        ("return x.var(axis=0)", (v.UNBIASED, "return x.var(axis=0, ddof=1)")),
        ("return x.var()", (v.STD, "return x.std()")),
        ("return np.maximum(x, 0)", (v.MINIMUM, "return np.minimum(x, 0)")),
        ("return 2 * x - eps", (v.SIGN, "return 2 * x + eps")),
        ("return x + eps", (v.TERM, "return eps")),
        ("return -x", (v.SIGN, "return x")),
        ("return np.sqrt(x)", (v.ROOT, "return x")),
        ("return x**2", (v.SQUARE, "return x")),
        ("return x**3", (v.POWER, "return x")),
        ("return np.exp(x)", (v.EXPONENTIAL, "return x")),
        ("return np.log(x)", (v.LOGARITHM, "return x")),
        ("return x.T @ x", (v.TRANSPOSE, "return x @ x")),
        ("return 3 * x", (v.FACTOR, "return x")),
        ("return x / 3", (v.DIVISION, "return x")),
        ("return x / 3", (v.FRACTION, "return 3 / x")),
        ("return x, eps, 3", (v.SWAPPED, "return (x, 3, eps)")),
        ("return x > 0", (v.COMPARISON, "return x < 0")),
        ("return (x) > (0)", (v.BORDER, "return x >= 0")),
        ("return (1 - eps) * x + eps * 2", (v.COMPLEMENT, "return (1 - (1 - eps)) * x + (1 - eps) * 2")),
        ("return (1 - eps) * x + eps * 2", (v.ONE_OPTION, "return (1 - eps) * x + 1e-05 * 2")),
        ("y = x\nx = 2 * y", (v.OLD_VALUE, "y = x")),
        ("m = [x]\nm[0] = 2\nm", (v.STATE, "m")),
    ],
)
def test_rule_makes_the_slip(body, expected):
    assert expected in slips(body)


def test_part_of_an_option_is_ignored():
    assert (v.HALF_OPTION, "return x * (betas[0], 0.999)[1]") in slips(
        "return x * betas[1]", signature="x, betas=(0.9, 0.999)"
    )


@pytest.mark.parametrize(
    ("body", "signature", "expected"),
    [
        ("return x if training else 0", "x, training=True", (v.SWITCH, "return x if not training else 0")),
        ("return x * betas[1]", "x, betas=(0.9, 0.999)", (v.NUMBERS_SWAPPED, "return x * betas[::-1][1]")),
        ("return fan_in / fan_out", "fan_in, fan_out", (v.ARGUMENTS_SWAPPED, "return fan_out / fan_in")),
    ],
)
def test_exchange_of_values_makes_the_slip(body, signature, expected):
    assert expected in slips(body, signature)


def test_option_without_a_pair_of_numbers_is_not_swapped():
    kinds = {kind for kind, _ in slips("return x * betas[1]", "x, betas=(0.9, 0.99, 0.999)")}
    assert v.NUMBERS_SWAPPED not in kinds


def test_every_slip_changes_the_solution_has_a_hint_and_parses():
    found = slips("y = x.mean(axis=0) - x\nreturn -y / np.sqrt(y**2 + eps), y")
    assert len(found) > 15
    assert {kind for kind, _ in found} <= set(v.HINTS)
