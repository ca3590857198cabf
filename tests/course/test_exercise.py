"""An invalid exercise never ships: each fault is named with the file and the exercise."""

import numpy as np
import pytest

from grader import Case, Exercise, Right, Wrong
from grader.core.errors import CourseError
from grader.course.edits import apply_edits
from grader.probes.observe import call


def double(x):
    """Twice x."""
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


def test_a_valid_exercise_knows_its_name_text_and_variants():
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
        ({"probe": print}, "the probe is not one of grader.probes.observe.PROBES"),
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
def test_a_fault_is_named_with_file_and_exercise(changes, fault):
    with pytest.raises(CourseError) as raised:
        made(**changes)
    assert fault in str(raised.value)
    assert "test_exercise.py: exercise " in str(raised.value)


def test_edits_apply_by_position_and_all_at_once():
    assert apply_edits("a b c", {"a": "b", "b": "a"}) == "b a c"


def test_a_mistake_that_draws_inputs_gives_the_same_for_the_same_seed():
    case = made().cases[0]
    first, again = (case.inputs(np.random.default_rng(3))["args"][0] for _ in range(2))
    np.testing.assert_array_equal(first, again)
