"""Test the validation of exercises: a fault is raised with the file and the exercise."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from grader import Case, Exercise, Right, Wrong
from grader.core.errors import CourseError
from grader.course.edits import apply_edits
from grader.course.loader import find_course
from grader.probes import call


def double(x):
    """Double x."""
    ### BEGIN SOLUTION
    doubled = 2 * x
    return doubled  # noqa: RET504
    ### END SOLUTION


def bare(x):
    return 2 * x


def made(**changes):
    fields = {
        "task": double,
        "points": 1,
        "ids": ("FND-01",),
        "source": "none",
        "probe": call,
        "oracle": lambda x: x + x,
        "cases": (Case("one", lambda rng: {"args": [rng.normal(size=3)]}, public=True),),
        "wrong": (Wrong("triples", {"2 * x": "3 * x"}, hint="How often?"),),
    }
    return Exercise(**{**fields, **changes})


def test_valid_exercise_has_name_text_and_variants():
    exercise = made(right=(Right("adds", {"2 * x": "x + x"}),))
    assert exercise.name == "double"
    assert exercise.text.startswith("def double(x):\n")
    assert "doubled = 3 * x" in exercise.variants()["triples"]
    assert "doubled = x + x" in exercise.variants()["adds"]
    assert exercise.wrong[0].hints == ("How often?",)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"points": 0}, "points must be positive, not 0"),
        ({"probe": print}, "the probe must be one of grader.probes, or the name of one in the lab's probes.py"),
        ({"cases": (Case("one", lambda rng: {}),)}, "no case is public"),
        ({"task": bare}, "no ### BEGIN SOLUTION region"),
        ({"ids": ("opt12",)}, "ids look like 'OPT-12'"),
        ({"cases": (Case("one", lambda rng: {}, public=True),) * 2}, "two case entries are called 'one'"),
        ({"right": (Right("triples", {"2 * x": "x + x"}),)}, "two right or wrong entries are called 'triples'"),
        ({"wrong": (Wrong("a", {"x": "y"}, hint=""),)}, "matches 3 places instead of one"),
        ({"wrong": (Wrong("a", {"nowhere": "y"}, hint=""),)}, "matches 0 places instead of one"),
        ({"wrong": (Wrong("a", {"2 * x": "3 * x", "* x": "+ x"}, hint=""),)}, "two edits overlap"),
        ({"wrong": (Wrong("a", {"2 * x": "2 *"}, hint=""),)}, "invalid syntax"),
        ({"wrong": (Wrong("a", {"2 * x": "2*x"}, hint=""),)}, "'a' changes nothing"),
        ({"wrong": (Wrong("a", {"2 * x": "x"}, hint="", syntax="odd"),)}, "syntax must be one of"),
    ],
)
def test_invalid_exercise_raises_with_file_name_and_fault(changes, fault):
    with pytest.raises(CourseError) as raised:
        made(**changes)
    assert fault in str(raised.value)
    assert "test_exercise.py: exercise " in str(raised.value)


def test_edits_that_exchange_two_texts_apply_all_at_once():
    assert apply_edits("a b c", {"a": "b", "b": "a"}) == "b a c"


def test_inputs_drawn_twice_from_one_seed_are_equal():
    case = made().cases[0]
    first, again = (case.inputs(np.random.default_rng(3))["args"][0] for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_exercise_with_a_replaced_field_derives_the_same_cases_and_mistakes():
    exercise = find_course(Path(__file__).parent).lab("06_optimizers").exercise("Adagrad")
    again = dataclasses.replace(exercise, points=exercise.points + 1)
    assert [case.name for case in again.cases] == [case.name for case in exercise.cases]
    assert [wrong.name for wrong in again.wrong] == [wrong.name for wrong in exercise.wrong]
