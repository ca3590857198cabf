"""Pin every sentence of a diagnosis that a student can read."""

from __future__ import annotations

from grader.core.records import Mismatch
from grader.core.vocabulary import HINTS
from grader.judge import sentences


def test_named_mistake_counts_inputs_and_joins_mistakes():
    assert sentences.named("a", 1) == "On the one input tried your answers equal what exactly this mistake gives."
    assert (
        sentences.named("a or b", 2) == "On both inputs tried your answers equal what either of these mistakes gives."
    )
    assert sentences.named("a + b", 3) == (
        "On all 3 inputs tried your answers equal what exactly these two mistakes together give."
    )
    assert sentences.named("a", 4, random=True) == (
        "On all 4 inputs tried your answers have the statistics that exactly this mistake gives."
    )


def test_named_mistake_says_what_else_differs():
    beside = [sentences.difference(Mismatch("dx", "dtype", "bool", "float64"))]
    assert sentences.named("a", 4, beside=beside) == (
        "On all 4 inputs tried your numbers equal what exactly this mistake gives, "
        "and dx is `bool`, expected `float64`."
    )


def test_certain_mistake_is_named_with_what_may_go_with_it():
    assert sentences.shared("a", ["b", "c"], 4) == (
        "On all 4 inputs tried your answers equal what this mistake gives together with another (b, c)."
    )


def test_difference_is_worded_by_its_reason():
    shape = Mismatch("mean of pass 2", "shape", "(1, 3)", "(3,)")
    assert sentences.difference(shape) == "mean has shape `(1, 3)`, expected `(3,)`"
    assert sentences.difference(Mismatch("y", "type", "NoneType", "ndarray")) == "y is `NoneType`, expected `ndarray`"
    assert sentences.difference(Mismatch("y", "missing", "nothing", "1.0")) == "y is not given back"


def test_right_numbers_are_said_to_be_right():
    beside = ["mean has shape `(1, 3)`, expected `(3,)`", "var has shape `(1, 3)`, expected `(3,)`"]
    assert sentences.numbers_right(4, beside) == (
        "The numbers are right on all 4 inputs tried; "
        "mean has shape `(1, 3)`, expected `(3,)` and var has shape `(1, 3)`, expected `(3,)`."
    )
    assert sentences.numbers_right(1, [sentences.HIDDEN]) == (
        "The numbers are right on the one input tried; a type, a shape or a dtype is another than expected."
    )


def test_outputs_are_told_apart():
    assert sentences.by_output(["y", "mean"], {"var": "unbiased variance"}, [], 4) == (
        "On all 4 inputs tried y and mean are right; var is as with “unbiased variance”."
    )
    assert sentences.by_output([], {"dx": "a", "dgamma": "b", "dbeta": "b"}, [], 2) == (
        "On both inputs tried dx is as with “a”; dgamma and dbeta are as with “b”."
    )
    assert sentences.by_output(["dx"], {}, ["dgamma", "dbeta"], 3) == (
        "On all 3 inputs tried dx is right; dgamma and dbeta are not."
    )
    assert sentences.by_output(["y"], {}, ["dx"], 3, ["y has shape `(1, 3)`, expected `(3,)`"]) == (
        "On all 3 inputs tried y is right in numbers; dx is not; y has shape `(1, 3)`, expected `(3,)`."
    )


def test_names_of_slips_say_the_class_and_have_one_hint_each():
    for name, hint in HINTS.items():
        assert " or " not in name.replace(", or the other way round", "").replace("dropped or kept", "").replace(
            ", or the new one", ""
        ), name
        assert " + " not in name
        assert not any(
            digit in name.replace("n - 1", "").replace("1 minus", "").replace("length 1", "") for digit in "0123456789"
        )
        assert hint.endswith((".", "?"))
        assert "`" not in name


def test_credit_of_a_case_is_explained():
    assert sentences.part_earned(["y"], 2 / 3) == "y is right and earns 67% of its points"
    assert sentences.part_earned(["y", "var"], 5 / 6) == "y and var are right and earn 83% of its points"
    easy = "zeros, a constant or an input given back would be right here too"
    assert sentences.right_but_easy([], 0.0) == f"right, but it earns nothing while other cases are wrong: {easy}"
    assert sentences.right_but_easy(["y"], 0.5) == f"right; y earns 50% of its points; for the rest {easy}"
    assert sentences.right_but_easy(["y", "z"], 0.5).startswith("right; y and z earn 50% of its points")
