"""Test standard mistakes derived from a solution: what each rule changes, and where it does not apply."""

from __future__ import annotations

import numpy as np
import pytest

from grader.course import slips
from grader.course.edits import Source, apply_edits
from grader.course.slips import Rule, Slip, Solution


class Scaled:
    def __init__(self, params, lr=0.1, eps=1e-8, betas=(0.9, 0.99)):
        self.params, self.lr, self.eps, self.betas = params, lr, eps, betas

    def step(self, grads):
        ### BEGIN SOLUTION
        for p, g in zip(self.params, grads, strict=True):
            p -= self.lr * g / (np.sqrt(g**2) + self.eps) + self.betas[0]
        ### END SOLUTION


class Assigned:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr
        self.m = [np.zeros_like(p) for p in params]

    def step(self, grads):
        ### BEGIN SOLUTION
        for p, g, m in zip(self.params, grads, self.m, strict=True):
            m[...] = m + g
            p[...] = np.maximum(p - self.lr * m, 0)
        ### END SOLUTION


class Layer:
    def forward(self, x):
        ### BEGIN SOLUTION
        self.x = x
        return np.maximum(x, 0)
        ### END SOLUTION

    def backward(self, dout):
        ### BEGIN SOLUTION
        return dout.reshape(dout.shape) * (self.x > 0) + len(dout)
        ### END SOLUTION


def normalized(x, var, eps=1e-5):
    ### BEGIN SOLUTION
    return x / np.sqrt(var + eps)
    ### END SOLUTION


def drawn(shape, rng):
    ### BEGIN SOLUTION
    return rng.normal(size=shape) + rng.random(shape)
    ### END SOLUTION


def plain(x, *, factor=print):
    ### BEGIN SOLUTION
    return factor(x)
    ### END SOLUTION


def derived(rule: Rule, task) -> dict[str, Slip]:
    import inspect

    text = inspect.getsource(task)
    return {slip.name: slip for slip in rule(Solution(task, Source.parse(text)))}


def changed_lines(task, slip: Slip) -> list[str]:
    import inspect

    text = inspect.getsource(task)
    before = text.splitlines()
    return [line.strip() for line in apply_edits(text, slip.edits).splitlines() if line not in before]


@pytest.mark.parametrize(
    ("rule", "task", "lines"),
    [
        (
            slips.ignores_options,
            Scaled,
            {
                "ignores the given lr": ["p -= 0.1 * g / (np.sqrt(g**2) + self.eps) + self.betas[0]"],
                "ignores the given eps": ["p -= self.lr * g / (np.sqrt(g**2) + 1e-08) + self.betas[0]"],
                "ignores the given betas": ["p -= self.lr * g / (np.sqrt(g**2) + self.eps) + (0.9, 0.99)[0]"],
            },
        ),
        (
            slips.rebinds,
            Scaled,
            {"rebinds the parameter": ["p = p - (self.lr * g / (np.sqrt(g**2) + self.eps) + self.betas[0])"]},
        ),
        (
            slips.never_updates,
            Scaled,
            {"never updates": ["update = self.lr * g / (np.sqrt(g**2) + self.eps) + self.betas[0]"]},
        ),
        (slips.rebinds, Assigned, {"rebinds the parameter": ["p = np.maximum(p - self.lr * m, 0)"]}),
        (slips.never_updates, Assigned, {"never updates": ["update = np.maximum(p - self.lr * m, 0)"]}),
        (slips.changes_gradients, Scaled, {"changes its input": ["for g in grads:", "g *= 0.5"]}),
        (
            slips.eps_misplaced,
            Scaled,
            {
                "eps inside the root": ["p -= self.lr * g / (np.sqrt(g**2 + self.eps)) + self.betas[0]"],
                "eps missing": ["p -= self.lr * g / (np.sqrt(g**2)) + self.betas[0]"],
            },
        ),
        (
            slips.eps_misplaced,
            normalized,
            {
                "eps outside the root": ["return x / (np.sqrt(var) + eps)"],
                "eps missing": ["return x / np.sqrt(var)"],
            },
        ),
        (
            slips.ignores_dout,
            Layer,
            {"ignores dout": ["return np.ones_like(dout).reshape(dout.shape) * (self.x > 0) + len(dout)"]},
        ),
        (
            slips.own_generator,
            drawn,
            {
                "NumPy's global random state": ["return np.random.normal(size=shape) + np.random.random(shape)"],
                "a generator of its own, always the same seed": [
                    "return np.random.default_rng(0).normal(size=shape) + np.random.default_rng(0).random(shape)"
                ],
                "a generator of its own, without a seed": [
                    "return np.random.default_rng().normal(size=shape) + np.random.default_rng().random(shape)"
                ],
            },
        ),
    ],
)
def test_rule_that_applies_changes_the_solution_alone(rule: Rule, task, lines: dict[str, list[str]]) -> None:
    assert {name: changed_lines(task, slip) for name, slip in derived(rule, task).items()} == lines


@pytest.mark.parametrize(
    ("rule", "task"),
    [
        (slips.ignores_options, Layer),
        (slips.ignores_options, plain),
        (slips.rebinds, Layer),
        (slips.never_updates, normalized),
        (slips.changes_gradients, Layer),
        (slips.ignores_dout, Scaled),
        (slips.eps_misplaced, Layer),
        (slips.own_generator, Scaled),
    ],
)
def test_rule_that_does_not_apply_gives_nothing(rule: Rule, task) -> None:
    assert derived(rule, task) == {}


def test_rebinding_and_never_updating_have_different_traits() -> None:
    assert derived(slips.rebinds, Scaled)["rebinds the parameter"].syntax == "rebinds"
    assert derived(slips.never_updates, Scaled)["never updates"].syntax == "no update"


def test_hint_for_a_rebound_parameter_has_the_form_of_the_solutions_statement() -> None:
    for task, form in ((Scaled, "`p = p - ...` makes"), (Assigned, "`p = ...` makes")):
        assert derived(slips.rebinds, task)["rebinds the parameter"].hints[-1].startswith(form)


def test_overwritten_gradients_give_a_remark_and_no_hint() -> None:
    slip = derived(slips.changes_gradients, Scaled)["changes its input"]
    assert (slip.note, slip.hints) == ("changes the gradients it is given", ())
