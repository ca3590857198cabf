"""Test that no lab hands out a statement of its solutions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.authoring import leaks
from grader.authoring.build import build
from grader.authoring.leaks import distinctive_statements, find_leaks, statements_of, texts_of
from grader.child.rooms import ROOMS
from grader.course.loader import Course, find_course, read_course
from tests.small_course import LAB, edit


def test_distinctive_statements_have_at_least_two_actions(course: Course) -> None:
    momentum = course.lab(LAB).exercise("Momentum")
    assert statements_of(momentum.text) == [
        ("self.b = [np.zeros_like(p) for p in params]", 2),
        ("for p, g, b in zip(self.params, grads, self.b)", 1),
        ("b[...] = self.momentum * b + g", 2),
        ("p -= self.lr * b", 2),
    ]
    assert len(distinctive_statements(momentum)) == 3


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("lab.md", "Hint: `b[...] = momentum*b+g`."),
        ("given.py", "class Other:\n    def step(self, b, g):\n        b[...] = (self.momentum * b) + g\n"),
        ("given.py", "# p -= lr * b\n"),
        ("plots.py", "# p -= lr * b\n"),
        ("probes.py", "def run(p, b):\n    p -= self.lr * b\n"),
    ],
)
def test_leaked_statement_is_found(course: Course, file: str, text: str) -> None:
    assert find_leaks(course) == []
    path = course.lab(LAB).path / file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{text}", encoding="utf-8")
    build(course)
    (line,) = find_leaks(course)
    assert line.startswith(f"labs/{LAB}/")
    assert line.endswith(f"a statement of the solution of {LAB}/Momentum")


def test_leaked_statement_in_a_room_that_notebooks_can_import_is_found(course, monkeypatch):
    monkeypatch.setattr(
        leaks, "package_texts", lambda: iter([("grader/viz/x.py", "def f(p, b):\n    p -= self.lr * b")])
    )
    (line,) = find_leaks(course)
    assert line == f"grader/viz/x.py: holds `p -= self.lr * b`, a statement of the solution of {LAB}/Momentum"


def test_rooms_that_notebooks_can_import_are_all_searched():
    places = {place for place, _ in leaks.package_texts()}
    assert {"grader/viz/networks.py", "grader/probes/fit.py", "grader/core/tree.py", "grader/child/cells.py"} <= places
    assert {place.split("/")[1] for place in places} == set(ROOMS)


def test_hint_that_holds_a_statement_is_found(course: Course) -> None:
    edit(course.lab(LAB).path / "exercises" / "momentum.py", "b = ?", "Write p -= self.lr * b")
    build(read_course(course.root))
    (line,) = find_leaks(read_course(course.root))
    assert line.startswith(f"labs/{LAB}/checks/Momentum.npz: holds `p -= self.lr * b`")


def test_statement_of_an_earlier_lab_is_no_leak_but_of_a_later_one_is(course: Course) -> None:
    later = course.root / "solutions" / "07_more"
    shutil.copytree(course.lab(LAB).path, later)
    (later / f"{LAB}.ipynb").unlink()
    adam = later / "exercises" / "momentum.py"
    edit(adam, "self.momentum * b + g", "self.momentum * b - g")
    edit(adam, "g + self.momentum * b", "-g + self.momentum * b")
    (later / "given.py").write_text("def f(p, b):\n    p -= self.lr * b\n", encoding="utf-8")
    both = read_course(course.root)
    build(both)
    assert find_leaks(both) == []  # lab 06 asked for it before
    edit(both.lab(LAB).path / "given.py", "What the lab", "b[...] = self.momentum * b - g: what the lab")
    build(both)
    (line,) = find_leaks(both)
    assert line == (
        f"labs/{LAB}/given.py: holds `b[...] = self.momentum * b - g`, a statement of the solution of 07_more/Momentum"
    )


#: Solutions of statements so plain (a loop, a comparison, a call, an assignment) that any program may hold them.
PLAIN = {"normal_equation", "piecewise_constant", "ScheduledOptimizer"}


@pytest.mark.slow
def test_this_course_leaks_no_solution_and_no_mistake() -> None:
    course = find_course(Path(__file__).resolve().parent)
    assert find_leaks(course) == []
    for lab in course.labs.values():
        texts = dict(texts_of(course, lab))
        assert f"labs/{lab.name}/{lab.name}.ipynb, cell setup" in texts  # there was something to search
        for exercise in lab.exercises:
            searched = bool(distinctive_statements(exercise))
            assert searched != (exercise.name in PLAIN), f"{exercise.name} has nothing to search for, or is in PLAIN"
            text = texts[f"labs/{lab.name}/checks/{exercise.name}.npz"]
            for name, variant in exercise.variants().items():
                edited = [statement for statement, actions in statements_of(variant) if actions >= 2]
                assert not [statement for statement in edited if statement in text], (exercise.name, name)
