"""Grades as JSON and back: nothing is lost, older files load, and what is no grade is refused with the field's name."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.grade_json import grade_from_json, to_json
from grader.core.records import CaseVerdict, Grade, Mismatch, Verdict

MISMATCH = Mismatch("result", "values", "1.0", "2.0", (0, 1), 1.0, 1e-7, 1, 4)
CASES = (
    CaseVerdict("first", "public", "wrong", 1.0, 0.0, "values differ", MISMATCH),
    CaseVerdict("accuracy", "secret-1", "timed out", 2.0, 0.5, accuracy=0.97, cpu=12.5),
)
GRADE = Grade(
    "ada",
    "06_optimizers",
    1.0,
    3.0,
    sandbox="A",
    dataset="mnist",
    seconds=1.5,
    exercises=(
        Verdict("Adam", "wrong", 1.0, 2.0, "no bias correction", "m", ("a", "b"), ("warns: x",), CASES, 0.5, True),
        Verdict("Momentum", "grader error", 0.0, 1.0),
    ),
    repairs=("a cell was restored",),
    replay={"sha256": "ab" * 32, "packages": {"numpy": "2.4.0"}, "seed": None},
    outputs={"own": ({"output_type": "stream", "text": "1"}, {"output_type": "stream", "text": ["2"]})},
    by_hand={"report": 6.0},
    integrity=("large data",),
)


def document(grade: Grade = GRADE) -> dict[str, Any]:
    """The grade as a JSON file gives it back."""
    return json.loads(json.dumps(to_json(grade)))


def test_grade_survives_the_way_to_json_and_back() -> None:
    back = grade_from_json(document())
    assert back == GRADE
    assert isinstance(back.exercises[0].cases[0].mismatch, Mismatch)


def test_grade_with_tuples_and_numpy_numbers_is_read_too() -> None:
    grade = Grade("s", "lab", np.float64(1.5), 2.0, by_hand={"report": np.float64(6)})
    assert grade_from_json(to_json(grade)) == Grade("s", "lab", 1.5, 2.0, by_hand={"report": 6.0})


@pytest.mark.parametrize("name", ["\udcff.ipynb", "정", "\x00"])
def test_names_that_are_no_text_survive(name: str) -> None:
    assert grade_from_json(document(Grade(name, "lab", 1.0, 2.0))).submission == name


def test_numbers_that_json_does_not_know_survive() -> None:
    mismatch = Mismatch("result", "values", "nan", "1", off=float("inf"))
    grade = Grade("s", "l", 0.0, 1.0, exercises=(Verdict("A", "wrong", 0, 1, cases=(CaseVerdict(
        "c", "public", "wrong", 1.0, 0.0, mismatch=mismatch),)),))  # fmt: skip
    assert grade_from_json(document(grade)) == grade


def test_file_of_an_older_version_gets_the_defaults() -> None:
    old = document(Grade("s", "lab", 1.0, 2.0, exercises=(Verdict("Adam", "right", 1.0, 2.0, cases=CASES),)))
    for record, names in [
        (old, ("integrity", "by_hand", "outputs", "replay")),
        (old["exercises"][0], ("nondeterministic", "seconds")),
        (old["exercises"][0]["cases"][0], ("accuracy", "cpu")),
    ]:
        for name in names:
            del record[name]
    assert grade_from_json(old) == Grade(
        "s", "lab", 1.0, 2.0, exercises=(Verdict("Adam", "right", 1.0, 2.0, cases=CASES),)
    )


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ((), {"colour": 1}, "colour is no field of a grade"),
        (("exercises", 0), {"colour": 1}, "exercises[0].colour is no field of a grade"),
        (("exercises", 0, "cases", 0), {"colour": 1}, "exercises[0].cases[0].colour is no field of a grade"),
        (("exercises", 0, "cases", 0, "mismatch"), {"x": 1}, "exercises[0].cases[0].mismatch.x is no field of a grade"),
        ((), {"points": "many"}, "points: Input should be a valid number, unable to parse string as a number, "
                                 "not 'many'"),
        ((), {"submission": 3}, "submission: Input should be a valid string, not 3"),
        ((), {"exercises": "Adam"}, "exercises: Input should be a valid tuple, not 'Adam'"),
        ((), {"repairs": "abc"}, "repairs: Input should be a valid tuple, not 'abc'"),
        ((), {"replay": "x" * 99}, f"replay: Input should be a valid dictionary, not '{'x' * 58}…"),
        (("exercises", 0), {"status": "fine"},
         "exercises[0].status: Input should be 'right', 'wrong', 'raised', 'not attempted', 'timed out', "
         "'out of memory', 'killed', 'missing', 'blocked' or 'grader error', not 'fine'"),
        (("exercises", 0), {"hints": "abc"}, "exercises[0].hints: Input should be a valid tuple, not 'abc'"),
        (("exercises", 0, "cases", 1), {"cpu": [1]}, "exercises[0].cases[1].cpu: Input should be a valid number, "
                                                    "not [1]"),
    ],
)  # fmt: skip
def test_fault_is_named_with_its_field(path: tuple[str | int, ...], value: dict[str, Any], message: str) -> None:
    data = document()
    node: Any = data
    for part in path:
        node = node[part]
    node.update(value)
    with pytest.raises(ValueError, match=r"^.+$") as raised:
        grade_from_json(data)
    assert str(raised.value) == message


@pytest.mark.parametrize("name", ["submission", "lab", "points", "max_points"])
def test_missing_field_is_named(name: str) -> None:
    data = document()
    del data[name]
    with pytest.raises(ValueError, match=f"^{name} is missing$"):
        grade_from_json(data)


@pytest.mark.parametrize("data", [None, 3, "grade", [1]])
def test_grade_that_is_no_mapping_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match=r"^the grade: Input should be a dictionary or an instance of Grade, not "):
        grade_from_json(data)


LIGHT = ("core.records", "core.limits", "student.check", "child.worker", "child.cells", "child.forkserver")


@pytest.mark.parametrize("module", ["grader", *(f"grader.{name}" for name in LIGHT)])
def test_importing_what_a_student_process_loads_leaves_pydantic_out(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('pydantic', 'pydantic_core', 'jinja2') if m in sys.modules])"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert ast.literal_eval(run.stdout) == []
