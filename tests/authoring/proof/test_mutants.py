"""Test mutants: one change each, in solution regions alone, without duplicates, in a fixed order."""

from __future__ import annotations

import ast

import pytest

from grader.authoring.proof.mutants import mutants

TASK = '''
class Task:
    """A task."""

    def __init__(self, params, lr=1e-3):
        self.params, self.lr = params, lr
        ### BEGIN SOLUTION
        self.v = [np.zeros_like(p) for p in params]
        ### END SOLUTION

    def step(self, grads):
        ### BEGIN SOLUTION
        for p, g, v in zip(self.params, grads, self.v):
            v[...] = 0.5 * v + g
            p -= self.lr * np.sqrt(v)
        ### END SOLUTION
'''


def labels(body: str) -> list[str]:
    """Return the labels of the mutants of a function with this body."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    text = f"def task(x, y):\n    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION\n"
    return [mutant.label for mutant in mutants(text)]


def test_mutants_are_distinct_programs():
    found = mutants(TASK)
    dumps = [ast.dump(ast.parse(mutant.source)) for mutant in found]
    assert len(found) > 25
    assert len(set(dumps)) == len(dumps)
    assert ast.dump(ast.parse(TASK)) not in dumps
    assert len({mutant.label for mutant in found}) == len(found)
    assert mutants(TASK) == found


def test_mutants_change_solution_regions_alone():
    for mutant in mutants(TASK):
        assert "self.params, self.lr = (params, lr)" in mutant.source
        assert "def __init__(self, params, lr=0.001):" in mutant.source
        assert "def step(self, grads):" in mutant.source


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("return x + y", "return x + y -> return x - y"),
        ("return x + y", "return x + y -> return y"),
        ("return x ** 2", "return x ** 2 -> return x * 2"),
        ("return x ** 2", "return x ** 2 -> return x ** 3"),
        ("return x ** 2", "return x ** 2 -> return x ** 0"),
        ("return x * 0", "return x * 0 -> return x * 1"),
        ("return -x", "return -x -> return x"),
        ("return np.sqrt(x)", "return np.sqrt(x) -> return x"),
        ("return np.maximum(x, 0)", "return np.maximum(x, 0) -> return np.minimum(x, 0)"),
        ("return range(x, y)", "return range(x, y) -> return range(y, x)"),
        ("return x if y else 1", "return x if y else 1 -> return x"),
        ("if x > y:\n    return x", "if x > y -> if x >= y"),
        ("if x > y:\n    return x", "if x > y -> if True"),
        ("x += y", "x += y -> x -= y"),
        ("x += y", "x += y -> x = x + y"),
        ("x += y", "x += y -> (deleted)"),
        ("x[...] = y", "x[...] = y -> x = y"),
        ("a, b = x", "a, b = x -> b, a = x"),
        ("return x[:y]", "return x[:y] -> return x[:]"),
        ("return x[y]", "return x[y] -> return x"),
        ("return x", "return x -> return y"),
        ("return True", "return True -> return False"),
    ],
)
def test_rule_gives_the_expected_mutant(body, label):
    assert label in labels(body)


def test_swapped_arguments_of_a_symmetric_call_are_no_mutant():
    assert "return np.maximum(x, 0) -> return np.maximum(0, x)" not in labels("return np.maximum(x, 0)")


def test_mutants_with_equal_labels_are_numbered():
    found = labels("x += 1\nx += 1")
    assert "x += 1 -> x -= 1" in found
    assert "x += 1 -> x -= 1 (2)" in found
