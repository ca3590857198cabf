"""Nothing that a graded notebook can import answers an exercise: every callable of ours, tried as the answer of each.

They are tried where a notebook would import them: in the confined process, some of which they end.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest

from grader.child.rooms import ROOMS
from grader.core.limits import Limits
from grader.core.records import Observation
from grader.course.exercise import Exercise
from grader.course.loader import Lab
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.judge.compare import compare
from grader.sandbox import Sandbox, Session
from tests.labs.labs import EXERCISES, LABS

#: What makers of callables are called with, where they take a single number.
NUMBERS = (0.0, 0.9, 1.0)
LIMITS = Limits(cpu=0.5, wall=20.0, memory=512 << 20)


def package() -> list[ModuleType]:
    """The modules of the package that a graded notebook can import."""
    rooms = [importlib.import_module(f"grader.{room}") for room in ROOMS]
    names = [f"{room.__name__}.{each.name}" for room in rooms for each in pkgutil.iter_modules(room.__path__)]
    return [*rooms, *map(importlib.import_module, names)]


def expressions(value: Any, name: str, home: str, depth: int = 3) -> Iterator[str]:
    """Expressions for the callables in a module's value: itself, those in containers, and what makers of them make."""
    if isinstance(value, dict | list | tuple) and depth:
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str | int):
                yield from expressions(item, f"{name}[{key!r}]", home, depth - 1)
    elif callable(value) and getattr(value, "__module__", None) == home:
        yield name
        if isinstance(value, type):
            methods = [key for key, each in vars(value).items() if isinstance(each, staticmethod | classmethod)]
            yield from (f"{name}.{key}" for key in methods)
            return
        if _takes_a_number(value):
            yield from (f"{name}({number})" for number in NUMBERS)
        yield from (f"(lambda *args, **options: {name}(*args, **options)[{place}])" for place in (0, 1))


def _takes_a_number(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
        hints = typing.get_type_hints(function)
    except (TypeError, ValueError, NameError):
        return False
    needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    return len(needed) == 1 and hints.get(needed[0].name) in (float, int)


def candidates(modules: Sequence[ModuleType], called: Callable[[ModuleType], str]) -> dict[str, str]:
    """Every callable of these modules, private ones too, and each of two results: {expression: module to import}."""
    found = {}
    for module in modules:
        for name, value in list(vars(module).items()):
            for expression in expressions(value, f"module.{name}", module.__name__):
                found[expression.replace("module.", f"{called(module)}.")] = called(module)
    return found


def fits(reference: Reference, drawn: DrawnCase, answer: Observation) -> bool:
    """Whether an answer is the solution's."""
    found, expected = reference.derive(drawn, answer), reference.expected(drawn.case, drawn.seed)
    return found.status == "ok" and compare(expected, found, drawn.case.tolerance) is None


class Trial:
    """A lab's sandbox in which callables are tried; a process that one of them ended is replaced."""

    def __init__(self, sandbox: Sandbox, handouts: Mapping[str, bytes]) -> None:
        self.sandbox, self.handouts = sandbox, handouts
        self.session: Session | None = None

    def right(self, found: Mapping[str, str], references: Sequence[Reference]) -> list[str]:
        """What answers an exercise: "expression: exercise"."""
        return [
            f"{expression}: {reference.exercise.name}"
            for expression, home in found.items()
            for reference in self.likely(expression, home, references)
            if self.answers(expression, home, reference)
        ]

    def answers(self, expression: str, home: str, reference: Reference) -> bool:
        """Whether a callable gives what the solution gives on every public case."""
        name = reference.exercise.name
        for case in reference.exercise.public:
            drawn = DrawnCase(case, PUBLIC)
            if not fits(reference, drawn, self.observe(f"import {home}\n{name} = {expression}", reference, drawn)):
                return False
        return True

    def observe(self, cell: str, reference: Reference, drawn: DrawnCase) -> Observation:
        session = self.opened()
        if session.run_cell(cell, "answer", LIMITS).status != "ok":
            return Observation("missing")
        [observation] = session.probes([reference.question(drawn, LIMITS)])
        return observation

    def likely(self, expression: str, home: str, references: Sequence[Reference]) -> list[Reference]:
        """The exercises on whose first public case a callable gives what the solution gives, asked in one go."""
        right: list[Reference] = []
        waiting = list(references)
        while waiting:
            session = self.opened()
            lines = [f"import {home}", *(f"{each.exercise.name} = {expression}" for each in waiting)]
            if session.run_cell("\n".join(lines), "answer", LIMITS).status != "ok":
                return []
            cases = [DrawnCase(each.exercise.public[0], PUBLIC) for each in waiting]
            questions = [each.question(drawn, LIMITS) for each, drawn in zip(waiting, cases, strict=True)]
            done = 0
            with contextlib.closing(session.probes(questions)) as answers:
                for each, drawn, answer in zip(waiting, cases, answers, strict=True):
                    done += 1
                    right += [each] if fits(each, drawn, answer) else []
                    if not session.alive:  # those not answered are asked in the next process
                        break
            waiting = waiting[done:]
        return right

    def opened(self) -> Session:
        if self.session is None or not self.session.alive:
            self.close()
            self.session = self.sandbox.open(self.handouts)
        return self.session

    def close(self) -> None:
        if self.session is not None:
            self.session.close()


def tried(lab: Lab, found: dict[str, str], exercises: Sequence[tuple[Lab, Exercise]]) -> list[str]:
    """What answers an exercise: "expression: exercise"."""
    with Sandbox(lab.libraries, allow_weak=True) as sandbox:
        trial = Trial(sandbox, lab.handouts)
        right = trial.right(found, [Reference(exercise, home.given) for home, exercise in exercises])
        trial.close()
    return right


@pytest.mark.slow
def test_no_callable_of_the_package_answers_an_exercise() -> None:
    found = candidates(package(), lambda module: module.__name__)
    assert {"grader.probes.functions.FUNCTIONS['quartic']", "grader.viz.networks.Network"} <= set(found)
    assert tried(LABS[0], found, EXERCISES) == []


def handed_out(lab: Lab) -> dict[str, ModuleType]:
    """The lab's own modules by the name that notebooks import them by."""
    modules = {"given": lab.given, "plots": lab._load_handout("plots"), "probes": lab.probes}
    return {name: module for name, module in modules.items() if module is not None}


@pytest.mark.slow
@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
def test_no_callable_that_a_lab_hands_out_answers_an_exercise(lab: Lab) -> None:
    """Of any lab; what given.py holds may have been asked for in an earlier one."""
    modules = handed_out(lab)
    for name, module in modules.items():
        found = candidates([module], lambda _, name=name: name)
        exercises = [(home, each) for home, each in EXERCISES if name != "given" or home.name >= lab.name]
        assert tried(lab, found, exercises) == []


def test_callables_that_answer_are_found() -> None:
    """A private class, a function in a dict, what a maker makes, a method without an object; after one that dies."""
    lab = next(each for each in LABS if each.name == "04_initialization")
    source = (
        "import os\n\nimport numpy as np\n\n\ndef dies(shape, fan_in, fan_out, *, rng):\n    os._exit(0)\n\n\n"
        "def constant(value: float):\n"
        "    return lambda shape, fan_in, fan_out, *, rng: np.full(shape, value)\n\n\n"
        "class _Hidden:\n    @staticmethod\n    def zeros(shape, fan_in, fan_out, *, rng):\n"
        "        return np.zeros(shape)\n\n\nTABLE = {'zeros': [_Hidden.zeros]}\n"
    )
    module = ModuleType("plots")
    exec(source, vars(module))
    found = candidates([module], lambda _: "plots")
    with Sandbox(("numpy", "matplotlib"), allow_weak=True) as sandbox:
        trial = Trial(sandbox, {"plots.py": source.encode()})
        right = trial.right(found, [Reference(exercise, lab.given) for exercise in lab.exercises])
        trial.close()
    answers = ["plots.constant(0.0)", "plots._Hidden.zeros", "plots.TABLE['zeros'][0]"]
    assert right == [f"{answer}: zeros_init" for answer in answers]
