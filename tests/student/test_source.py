"""The source of what lives in a kernel."""

from __future__ import annotations

import functools

import pytest

from grader.student.source import source_of
from tests.notebook_shell import Notebook

ADAM = "class Adam:\n    def step(self, grads):\n        return 1"


@pytest.fixture(scope="module")
def notebook():
    return Notebook()


def test_a_class_of_a_cell_alone_is_given_without_its_neighbours(notebook):
    notebook.run(f"x = 1\n{ADAM}\ny = 2")
    assert source_of(notebook.run("Adam")) == ADAM


def test_the_definition_that_is_in_force_is_given(notebook):
    newer = ADAM.replace("return 1", "return 2")
    notebook.run(ADAM)
    notebook.run(f"{ADAM}\n{newer}")
    assert source_of(notebook.run("Adam")) == newer


def test_functions_decorators_and_properties(notebook):
    function = "def loop(x):\n    return x"
    notebook.run(f"import functools\ndef same(f):\n    return functools.wraps(f)(lambda *a: f(*a))\n@same\n{function}")
    assert source_of(notebook.run("loop")) == function
    notebook.run("class P:\n    @property\n    def a(self):\n        return 1")
    assert source_of(notebook.run("P")).startswith("class P:")
    notebook.run("class S:\n    @staticmethod\n    def a():\n        return 1")
    assert source_of(notebook.run("S")).startswith("class S:")


def test_a_class_of_a_file():
    assert source_of(Notebook).startswith("class Notebook:")


def test_what_has_no_source_gives_none(notebook):
    notebook.run("exec('def hidden(): pass')\nBare = type('Bare', (), {})")
    for task in (notebook.run("hidden"), notebook.run("Bare"), len, functools.partial(len), 3, type("X", (), {})):
        assert source_of(task) in ("",) or "type(" in source_of(task)
