"""Test families: which standard cases and mistakes an exercise gets, what a written one replaces, what is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import Case, Exercise, Right, Wrong, families, inputs, probes
from grader.core.errors import CourseError
from grader.course.families import Family
from grader.course.loader import find_course
from tests.course.descent import Descent
from tests.without_torch import loads

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {name: family for name, family in vars(families).items() if isinstance(family, Family)}


def two_steps(rng: np.random.Generator) -> dict[str, Any]:
    return inputs.descent(rng, (3,), (2, 2), steps=2, lr=0.5)


def exercise(**changes: Any) -> Exercise:
    fields: dict[str, Any] = {
        "points": 1,
        "ids": (),
        "source": "Cauchy 1847",
        "probe": probes.trajectory,
        "oracle": "torch.optim.SGD",
        "family": families.OPTIMIZER,
        "cases": (Case("two steps", two_steps, public=True),),
        "wrong": (Wrong("climbs", {"p -= self.lr * g": "p += self.lr * g"}, hint="Downhill."),),
    }
    return Exercise(Descent, **{**fields, **changes})


def test_standard_cases_follow_the_written_ones_and_are_public() -> None:
    made = exercise()
    assert [case.name for case in made.cases] == [
        "two steps",
        "one array",
        "three arrays, two of one shape",
        "options changed on the way",
        "gradients in reused buffers",
        "column-major arrays",
        "twelve steps, zero gradients among them",
        "float32",
    ]
    assert all(case.public and case.about for case in made.cases[1:])
    assert [case.family for case in made.cases] == ["", *["optimizer"] * 7]


def test_standard_case_equal_to_a_written_one_is_left_out() -> None:
    alone = Case("alone", lambda rng: inputs.descent(rng, (2,), steps=1, reuse=True, lr=0.1))
    names = [case.name for case in exercise(cases=(Case("two steps", two_steps, public=True), alone)).cases]
    assert "one array" not in names
    assert "gradients in reused buffers" not in names
    assert "column-major arrays" in names


def test_standard_cases_use_the_options_of_the_written_public_case() -> None:
    drawn = {case.name: case.inputs(np.random.default_rng(1)) for case in exercise().cases}
    assert all(given["options"] == {"lr": 0.5} for given in drawn.values())
    assert drawn["options changed on the way"]["changes"] == {"3": {"lr": 0.3}}
    shapes = [array.shape for array in drawn["three arrays, two of one shape"]["params"]]
    assert shapes == [(2, 3), (3,), (3,)]
    assert {array.dtype for array in drawn["float32"]["params"]} == {np.dtype("float32")}


def test_standard_mistakes_follow_the_written_ones() -> None:
    made = exercise()
    names = ["climbs", "rebinds the parameter", "never updates", "ignores the given lr"]
    assert [wrong.name for wrong in made.wrong] == names
    assert [wrong.family for wrong in made.wrong] == ["", *["optimizer"] * 3]
    assert [remark.name for remark in made.remarks] == ["changes its input"]
    assert all(wrong.hints for wrong in made.wrong)


def test_written_mistake_with_the_same_edit_keeps_its_own_hint() -> None:
    own = Wrong("lr fixed", {"self.lr * g": "0.001 * g"}, hint="Whose lr is it?")
    made = exercise(wrong=(own,))
    assert [wrong.name for wrong in made.wrong] == ["lr fixed", "rebinds the parameter", "never updates"]
    assert made.wrong[0].hints == ("Whose lr is it?",)


def test_without_leaves_out_cases_mistakes_and_remarks() -> None:
    made = exercise(without={"one array": "why", "ignores the given lr": "why", "changes its input": "why"})
    assert "one array" not in [case.name for case in made.cases]
    assert "ignores the given lr" not in [wrong.name for wrong in made.wrong]
    assert made.remarks == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"without": {"no such slip": "why"}}, "'no such slip', which the family 'optimizer' does not derive here"),
        ({"family": None, "without": {"one array": "why"}}, "there is no family"),
        (
            {"cases": tuple(Case(f"case {i}", two_steps, public=True) for i in range(6))},
            "13 cases, where 12 are allowed",
        ),
    ],
)
def test_exercise_at_odds_with_its_family_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError, match=re.escape(message)):
        exercise(**changes)


def test_every_exercise_of_the_course_names_its_family() -> None:
    course = find_course(ROOT)
    without = [e.name for lab in course.labs.values() if loads(lab) for e in lab.exercises if e.family is None]
    assert without == []


def test_other_right_answers_are_not_derived_from_a_family() -> None:
    right = Right("sliced", {"p -= self.lr * g": "p[...] = p - self.lr * g"})
    assert exercise(right=(right,)).right == (right,)


def test_authoring_page_names_every_family_with_its_standard_cases() -> None:
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8").split("## Families")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `([A-Z]+)` \| ([^|]*)\|", page, re.M))
    documented = {name: [case.strip() for case in cases.split(";") if case.strip()] for name, cases in rows.items()}
    assert documented == {name: [case.name for case in family.cases] for name, family in FAMILIES.items()}
