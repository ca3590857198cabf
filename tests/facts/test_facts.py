"""Test facts: computed outside from arrays alone, whatever arrays those are, and found where they are declared."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from grader.core.records import Observation
from grader.course.loader import Course, Lab, find_course
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.facts import Facts, derive, find
from grader.facts.call import call
from grader.facts.fit import fit
from grader.probes.context import Context
from grader.probes.observe import observe
from tests.labs.labs import every_exercise

COURSE: Course = find_course(Path(__file__).parent)

#: What the course's probes observe: what the task returned, arrays that it was handed and may have changed (state),
#: or numbers that it drew. Numbers in a label stand for any.
OBSERVED = {
    "call": {"returned"},
    "layer": {"returned", "state"},
    "trajectory": {"state"},
    "fit": {"returned", "state"},
    "draws": {"drawn", "state"},
    "regression": {"returned"},
    "contest": {"returned"},
    "journal": {"returned", "state"},
    "curve": {"returned"},
    "epochs": {"returned", "state"},
    "scheduled": {"state"},
    "clipping": {"returned"},
    "freezing": {"state"},
    "attack": {"returned"},
    "finetuning": {"state"},
    "graph": {"state"},
    "whole_steps": {"returned", "state"},
    "network": {"returned"},
    "copying": {"state"},
    "twin": {"returned", "state"},
    "torch_descent": {"returned", "state"},
}


def observation(**values: Any) -> Observation:
    arrays = {label: np.asarray(value) for label, value in values.items()}
    return Observation(values=arrays, types={label: type(value).__name__ for label, value in values.items()})


def test_number_of_items_is_counted_from_the_items() -> None:
    inputs = {"items": "pieces"}
    seen = Observation(values={f"pieces[{i}]": np.ones(i) for i in range(3)}, types=dict.fromkeys(
        ("pieces[0]", "pieces[1]", "pieces[2]"), "ndarray"))  # fmt: skip
    found = derive(call, inputs, seen)
    assert list(found.values) == ["number of pieces", "pieces[0]", "pieces[1]", "pieces[2]"]
    assert (found.values["number of pieces"], found.types["number of pieces"]) == (3, "int")
    assert derive(call, inputs, Observation()).values == {"number of pieces": 0}
    assert derive(call, inputs, Observation(types={"result": "NoneType"})).types == {"result": "NoneType"}
    assert derive(call, {}, seen) is seen


class Network:
    def __init__(self, sizes: list[int], rng: np.random.Generator, dtype: type) -> None:
        self.params = [np.zeros(sizes, dtype), np.zeros(sizes[1], dtype)]

    def predict(self, x: np.ndarray) -> np.ndarray:
        return (x @ self.params[0] + self.params[1]).argmax(axis=1)


GIVEN: Any = SimpleNamespace(Network=Network)
RUN = {"sizes": [2, 3], "test_images": np.array([[0, 255], [255, 0]], np.uint8)}


def test_labels_of_a_training_run_are_predicted_outside_from_the_parameters() -> None:
    params = {"params[0]": np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 0.0]]), "params[1]": np.zeros(3)}
    found = derive(fit, RUN, observation(**params), GIVEN)
    assert found.values["predictions"].tolist() == [0, 2]
    forged = observation(**params, predictions=np.array([1, 1]))
    assert derive(fit, RUN, forged, GIVEN).values["predictions"].tolist() == [0, 2]
    assert fit.handed_over(RUN) == {"sizes": [2, 3]}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"params[0]": np.ones((2, 3))},
        {"params[0]": np.ones((3, 2)), "params[1]": np.zeros(3)},
        {"params[0]": np.ones((2, 3), complex), "params[1]": np.zeros(3)},
    ],
)
def test_parameters_of_another_network_give_no_labels(params: Mapping[str, Any]) -> None:
    assert derive(fit, RUN, observation(**params), GIVEN).values == {}


def test_facts_that_a_probe_needs_are_missed_aloud() -> None:
    assert find("layer") is None
    assert find("draws", derived=True) is not None
    with pytest.raises(LookupError, match=r"there is no facts\.py with facts of the probe 'contest'"):
        find("contest", derived=True)
    with pytest.raises(LookupError, match=r"the lab's facts\.py has no facts of the probe 'contest'"):
        find("contest", ModuleType("facts"), derived=True)
    with pytest.raises(LookupError, match=r"has no facts of the probe 'contest'"):
        find("contest", SimpleNamespace(contest=Facts("another", call.compute)))  # type: ignore[arg-type]


def raw(lab: Lab, exercise: Any) -> list[tuple[DrawnCase, Observation]]:
    """What the probe observes of the solution on every public case, before anything is computed from it."""
    reference = Reference(exercise, lab.given)
    context = Context(lab.given, vars(__import__("sys").modules[exercise.task.__module__]), lab.probes)
    drawn = [DrawnCase(case, PUBLIC) for case in exercise.public]
    return [(each, observe(exercise.probe, exercise.task, reference.question(each).inputs, context)) for each in drawn]


@every_exercise()
def test_no_probe_yields_a_judgement_or_a_statistic_of_its_own(lab: Lab, exercise: Any) -> None:
    """Where the arrays are compared as they are, the solution gave them; a bool is in what it returned, never beside.

    A fact computed in the process would be a bool, or a number that stays the same while the arrays change.
    """
    assert exercise.probe_name in OBSERVED, "say what the probe observes"
    for drawn, seen in raw(lab, exercise):
        assert seen.status == "ok", seen.error
        assert not seen.bounds
        assert not {kind for kind in seen.types.values()} & {"bool", "bool_", "Bounded"}, drawn.case.name
        if OBSERVED[exercise.probe_name] & {"drawn"} or (exercise.facts and exercise.facts.withheld):
            scalars = [label for label, value in seen.values.items() if not value.ndim]
            assert scalars == [], "a statistic is computed outside"


#: Calls that make a judgement or a statistic of what they are given.
JUDGES = re.compile(
    r"(^|\.)(bool|len|sum|any|all|min|max|abs|mean|std|var|median|count_nonzero|array_equal|allclose|isclose|isfinite|"
    r"same|norm)$"
)
PROBES = sorted([*(COURSE.root / "grader" / "probes").glob("*.py"), *(COURSE.root / "solutions").glob("*/probes.py")])


def judged(node: ast.expr | None) -> list[str]:
    """List what makes a value a judgement: comparisons, boolean operations, calls of JUDGES, sizes."""
    found = []
    for each in ast.walk(node) if node else ():
        compares = isinstance(each, ast.Compare | ast.BoolOp | ast.Not)
        counts = isinstance(each, ast.Call) and JUDGES.search(ast.unparse(each.func))
        sized = isinstance(each, ast.Attribute) and each.attr in ("size", "ndim")
        if compares or counts or sized:
            found.append(type(each).__name__ if isinstance(each, ast.Not) else ast.unparse(each))
    return found


def yielded(source: str) -> dict[str, list[str]]:
    """Map every value that a probe yields, as source, to what makes it a judgement."""
    values = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            values[ast.unparse(node.value.elts[-1])] = judged(node.value.elts[-1])
    return values


@pytest.mark.parametrize("path", PROBES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_value_that_a_probe_yields_is_computed_by_comparing_or_counting(path: Path) -> None:
    found = yielded(path.read_text(encoding="utf-8"))
    assert {value: why for value, why in found.items() if why} == {}


def test_search_for_judgements_finds_those_that_probes_once_made() -> None:
    assert all(yielded("def run():\n" + "".join(f"    yield 'fact', {value}\n" for value in (
        "bool(np.mean(end == truth) >= 0.5)", "len(log)", "first.ndim", "np.array_equal(a, b)", "a and b", "not a",
        "float(x.mean())", "losses.size",
    ))).values())  # fmt: skip


@every_exercise()
def test_facts_survive_any_arrays(lab: Lab, exercise: Any) -> None:
    """Whatever stands in the place of the arrays, facts are computed or left out; nothing is raised."""
    if exercise.facts is None:
        return
    odd: list[Any] = [
        np.zeros(0), np.zeros((0, 5)), np.float64(np.nan), np.full(3, np.inf), np.ones((2, 3, 4)), np.ones(3, complex),
        np.array(7), np.ones((1, 1), bool), np.arange(5, dtype=np.uint8), np.full((2, 2), 6e4, np.float16), None,
    ]  # fmt: skip
    drawn, seen = raw(lab, exercise)[0]
    reference = Reference(exercise, lab.given)
    for value in odd:
        for label in (*seen.types, ""):
            values, types = dict(seen.values), dict(seen.types)
            for each in [label] if label else [*types]:
                if value is None:
                    values.pop(each, None)
                else:
                    values[each] = value
            for kinds in (types, dict.fromkeys(types, "list")):
                reference.derive(drawn, replace(seen, values=values, types=kinds))
    reference.derive(drawn, Observation("raised"))
