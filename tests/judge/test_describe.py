"""Test what is said of wrong answers that no mistake explains."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.core.records import FLOAT64, Observation
from grader.judge.describe import describe
from grader.judge.traces import CaseRun


def gave(status="ok", error="", notes=(), **values):
    arrays = {label.replace("__", " "): np.asarray(value) for label, value in values.items() if value is not None}
    types = {label.replace("__", " "): "NoneType" if value is None else "ndarray" for label, value in values.items()}
    return Observation(status, arrays, types, notes, error, error_type=error.partition(":")[0])


def raised(error):
    return gave("raised", error)


def case(expected, got, name="", **inputs):
    return CaseRun(name, expected, got, FLOAT64, name, inputs=inputs)


def first(*runs):
    return next(iter(describe(runs)), None)


def names(*runs):
    return [found.name for found in describe(runs) if found.name]


def said(*runs):
    return " ".join(found.sentence for found in describe(runs))


ROW = np.array([1.0, -2.0, 3.0])
OFF = np.array([0.0, 1.0, 5.0])
TABLE = np.array([[1.0, 2.0], [3.0, 5.0]])


def test_output_that_is_zero_everywhere_is_still_to_be_written():
    runs = [case(gave(y=ROW, dx=ROW), gave(y=ROW, dx=0 * ROW)), case(gave(y=ROW, dx=2 * ROW), gave(y=ROW, dx=0 * ROW))]
    assert names(*runs) == ["dx is still 0"]
    assert first(*runs).sentence == "On both inputs tried dx is 0."


@pytest.mark.parametrize("got", [[0.0, 0.0, 1.0], [False, False, False]])
def test_output_that_is_not_all_zero_or_no_number_is_not_still_zero(got):
    assert names(case(gave(y=ROW), gave(y=got))) == []


def test_zero_that_is_right_is_not_still_zero():
    assert names(case(gave(y=ROW, dx=0 * ROW), gave(y=ROW + OFF, dx=0 * ROW))) == []


def test_nothing_returned_is_told_from_one_output_missing_and_from_others():
    expected = gave(loss=ROW, gradient=ROW)
    assert names(case(expected, gave(loss=None, gradient=None))) == [v.NOTHING]
    assert names(case(expected, gave(loss=ROW, gradient=None))) == ["gradient is not given back"]
    assert names(case(expected, gave(result=ROW))) == [v.OTHER_VALUES]


def test_outputs_in_another_order_are_found():
    expected = gave(dX=ROW, dW=TABLE, db=2 * ROW)
    run = case(expected, gave(dX=2 * ROW, dW=TABLE, db=ROW))
    assert first(run).name == v.ORDER
    assert first(run).sentence == "On every input db stands where dX belongs and dX stands where db belongs."


@pytest.mark.parametrize(
    ("error", "name"),
    [
        ("NameError: name 'y_pred' is not defined", v.NAME),
        ("AttributeError: 'Adam' object has no attribute 'beta1'", v.ATTRIBUTE),
        ("AttributeError: 'list' object has no attribute 'tolist'", v.LIST),
        ("AttributeError: module 'numpy' has no attribute 'cat'", v.FOREIGN),
        ("AttributeError: 'numpy.ndarray' object has no attribute 'dim'", v.FOREIGN),
        ("AttributeError: 'numpy.random._generator.Generator' object has no attribute 'randn'", v.FOREIGN),
        ("AttributeError: 'NoneType' object has no attribute 'shape'", v.NONE),
        ("TypeError: unsupported operand type(s) for ** or pow(): 'list' and 'int'", v.LIST),
        ("TypeError: Cannot interpret '2' as a data type", v.SHAPE_AS_NUMBERS),
        ("TypeError: _var() got an unexpected keyword argument 'unbiased'", v.ARGUMENTS),
        ("ValueError: The truth value of an array with more than one element is ambiguous.", v.TRUTH),
        ("ValueError: operands could not be broadcast together with shapes (2,3) (2,) ", v.BROADCAST),
        ("ValueError: too many values to unpack (expected 2)", v.UNPACKING),
        ("ValueError: cannot reshape array of size 5 into shape (2)", v.RESHAPE),
        ("AxisError: axis 2 is out of bounds for array of dimension 2", v.NO_SUCH_AXIS),
        ("ZeroDivisionError: float division by zero", v.ZERO),
        ("TypeError: Object of type int64 is not JSON serializable", v.JSON),
        ("ValueError: something of the student's own", ""),
        ("Surprise: a class of the student's own", ""),
    ],
)
def test_exception_is_named_by_its_class_and_wording(error, name):
    assert names(case(gave(y=ROW), raised(error))) == ([name] if name else [])


def test_exceptions_of_two_kinds_have_no_common_name():
    runs = [case(gave(y=ROW), raised("NameError: name 'a' is not defined")), case(gave(y=ROW), raised("IndexError: i"))]
    assert names(*runs) == []


def test_exception_beside_wrong_numbers_is_named_and_the_others_are_said_to_be_wrong():
    runs = [
        case(gave(y=ROW), raised("IndexError: list index out of range")),
        case(gave(y=ROW), gave(y=ROW + OFF)),
    ]
    assert names(*runs) == [v.INDEX]
    assert "On 1 of 2 inputs tried it ends in an error; on 1 other it is wrong too." in said(*runs)


def images(right=False, **inputs):
    got = gave(y=ROW if right else ROW + OFF)
    return case(gave(y=ROW), got, "images", args=[np.zeros((2, 3, 2, 2))], **inputs)


def rows(right=True, **inputs):
    return case(gave(y=ROW), gave(y=ROW if right else ROW + OFF), "rows", args=[np.zeros((2, 3))], **inputs)


def test_right_on_two_axes_alone_is_named():
    assert names(rows(), images()) == [v.TWO_AXES]


def test_axes_are_not_named_where_something_else_tells_the_inputs_apart():
    assert names(rows(), images(kwargs={"eps": 0.1})) == []
    assert names(rows(), images(), rows(right=False)) == []
    assert names(images(right=True), rows(right=False)) == []


def steps(*shapes, right=True, at=1, changes=None, name="a"):
    want = {
        f"params[{i}] after step {s}": np.full(shape, 1.0 + s + i) for s in (1, 2, 3) for i, shape in enumerate(shapes)
    }
    got = {label: value + (0 if right or int(label[-1]) < at else 1.5 * np.arange(value.size).reshape(value.shape) + 1)
           for label, value in want.items()}  # fmt: skip
    observed = [Observation("ok", values, dict.fromkeys(values, "ndarray")) for values in (want, got)]
    params = [np.zeros(shape) for shape in shapes]
    return CaseRun(name, *observed, FLOAT64, name, inputs={"params": params, "steps": 3, "changes": changes or {}})


def test_state_keyed_by_shape_is_named():
    assert names(steps((2,), (3, 2)), steps((2,), (3,), (3,), right=False, name="b")) == [v.TWINS]
    assert names(steps((2,)), steps((3,), (3,), right=False, name="b")) == []


def test_rate_read_once_is_named_where_it_begins_at_the_change():
    changed = {"2": {"lr": 0.1}}
    assert names(steps((3,)), steps((3,), right=False, at=2, changes=changed, name="b")) == ["lr read only once"]
    assert names(steps((3,)), steps((3,), right=False, at=1, changes=changed, name="b")) == []
    mode = {"2": {"training": False}}
    assert names(steps((3,)), steps((3,), right=False, at=2, changes=mode, name="b")) == []


def test_first_wrong_step_is_said():
    assert "On every input all before step 2 is right; where it goes wrong, it does so there or later." in said(
        steps((3,), right=False, at=2), steps((3,), right=False, at=3, name="b")
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: -a, "On every input y is what is expected, with the other sign."),
        (lambda a: a.T, "On every input y is what is expected, transposed."),
        (lambda a: 0.5 * a, "On every input y is half of what is expected."),
        (lambda a: 0.3 * a, "On every input y is 0.3 times what is expected."),
        (lambda a: a + 4, "On every input y is off by the same number everywhere."),
        (lambda a: a * a, "On every input y is the square of what is expected."),
        (lambda a: a + np.array([[0, 1], [2, 0]]), ""),
    ],
)
def test_relation_that_holds_for_all_numbers_is_said(change, words):
    assert said(*[case(gave(y=n * TABLE), gave(y=change(n * TABLE))) for n in (1, 3)]) == words


def test_factor_that_is_another_size_each_time_is_said():
    assert "whole number" in said(*[case(gave(y=n * TABLE), gave(y=n * TABLE * size)) for n, size in ((1, 4), (3, 7))])


def test_factor_of_secret_inputs_alone_is_not_told():
    run = CaseRun("", gave(y=TABLE), gave(y=0.3 * TABLE), FLOAT64, public=False)
    assert "0.3" not in said(run)


def test_sign_of_a_layers_input_tells_where_it_is_wrong():
    x = np.array([-1.0, 2.0, -3.0, 4.0])
    run = case(gave(y=np.maximum(x, 0)), gave(y=np.abs(x) + (x > 9)), xs=[x])
    assert "On every input y is wrong only where the layer's input is negative." in said(run)


def test_infinite_numbers_are_said_with_numpys_warning():
    notes = ("warns: RuntimeWarning: overflow encountered in exp",)
    runs = [case(gave(y=ROW), gave(y=[np.nan] * 3, notes=notes), "large"), case(gave(y=ROW), gave(y=ROW), "small")]
    assert "On “large” some numbers come out infinite or undefined (nan): NumPy warns of overflow in `exp`." in said(
        *runs
    )


def test_warning_on_secret_inputs_is_not_told():
    got = gave(y=[np.nan] * 3, notes=("warns: RuntimeWarning: overflow encountered in s3cret",))
    run = CaseRun("", gave(y=ROW), got, FLOAT64, "large", public=False)
    assert "infinite or undefined" in said(run)
    assert "s3cret" not in said(run)


def test_inputs_that_are_wrong_are_said():
    wrong = gave(y=ROW + OFF)
    right, other = case(gave(y=ROW), gave(y=ROW), "a"), case(gave(y=ROW), gave(y=ROW), "b")
    assert said(right, case(gave(y=ROW), wrong, "c")) == "It is wrong on “c” alone; everything else is right."
    both = [case(gave(y=ROW), wrong, "c"), case(gave(y=ROW), wrong, "d")]
    assert said(right, *both) == "It is wrong on “c” and “d”; everything else is right."
    given = [case(gave(y=ROW), wrong, name, kwargs={"eps": 1.0}) for name in "cd"]
    assert said(right, other, *given) == "Of 4 inputs tried, it is wrong on all with eps given, and on no others."


def test_answer_that_was_stopped_is_not_described():
    assert describe([case(gave(y=ROW), gave("timed out"))]) == []


def test_statistics_that_are_right_are_said():
    def drawn(**values):
        return Observation(
            values={k: np.array(x) for k, x in values.items()},
            types=dict.fromkeys(values, "float"),
            bounds=dict.fromkeys(values, 0.1),
        )

    run = case(drawn(mean=0.0, scale=1.0), drawn(mean=0.0, scale=2.0))
    assert said(run) == "On the one input tried mean is right; scale is not."


STRANGE = [
    np.zeros((0, 3)),
    np.array(1 + 2j),
    np.array([1e308, -1e308, np.inf]),
    np.array([True, False]),
    np.array(7, dtype="i1"),
    np.full((2, 2), np.nan, dtype="f2"),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("got", STRANGE, ids=str)
@pytest.mark.parametrize("want", STRANGE, ids=str)
def test_strange_values_are_described_without_an_exception_or_a_warning(want, got):
    for inputs in ({}, {"xs": [want, got], "params": [got]}, {"args": 3, "changes": [1], "steps": [2], "params": 5}):
        runs = [
            case(gave(y=want, z=want), gave(y=got, z=got), "a", **inputs),
            case(gave(**{"y of pass 2": want}), gave(**{"y of pass 2": got}), "b", **inputs),
            case(gave(**{"params[0] after step 1": want}), gave(**{"params[0] after step 1": got}), "c", **inputs),
        ]
        for some in (runs, runs[:1], runs[1:2], runs[2:]):
            assert all(found.name or found.sentence for found in describe(some))
