"""Test how wrong outputs are related to the right ones, and that each relation has a name and a hint."""

from __future__ import annotations

import numpy as np
import pytest

from grader.core import vocabulary as v
from grader.core.records import FLOAT64, Observation
from grader.judge.traces import CaseRun
from grader.judge.transforms import CHANGES, relation

RNG = np.random.default_rng(3)
RIGHT = [RNG.uniform(0.5, 2.0, (rows, 4)) for rows in (3, 5)]


def gave(**values):
    arrays = {label: np.asarray(value) for label, value in values.items()}
    return Observation("ok", arrays, dict.fromkeys(arrays, "ndarray"))


def case(expected, got, **inputs):
    return CaseRun(0, expected, got, FLOAT64, inputs=inputs)


def related(change, right=RIGHT):
    return relation([case(gave(y=a), gave(y=change(a)), args=[a]) for a in right])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda a: -a, v.SIGN),
        (lambda a: a.T, v.TRANSPOSED),
        (lambda a: a[::-1], v.REVERSED),
        (lambda a: np.roll(a, 1, axis=0), v.LATE),
        (lambda a: a**2, v.SQUARED),
        (np.sqrt, v.ROOTED),
        (lambda a: 1 - a, v.ONE_MINUS),
        (lambda a: 1 / a, v.FRACTION),
        (lambda a: a.sum(axis=0), v.SUMMED),
        (lambda a: a.mean(), ""),
        (lambda a: 3 * a, v.SCALE),
        (lambda a: a + 0.25, v.SHIFT),
        (lambda a: a / len(a), v.SIZE),
        (lambda a: a * a.size, v.SIZE),
        (lambda a: a + RNG.normal(size=a.shape), ""),
    ],
)
def test_relation_that_holds_for_every_number_has_its_name(change, name):
    assert related(change).name == name


def test_mean_of_three_outputs_has_a_name():
    found = related(lambda a: a.mean(), [*RIGHT, RIGHT[0] + 1])
    assert (found.name, found.sentence) == (v.AVERAGED, "On every input y is the mean of what is expected.")


def test_size_needs_inputs_of_two_sizes():
    assert related(lambda a: a / len(a), [RIGHT[0], RIGHT[0] + 1]).name == v.SCALE


@pytest.mark.parametrize(("reduce", "name"), [(np.sum, v.NOT_SUMMED), (np.mean, v.NOT_AVERAGED)])
def test_sum_or_mean_left_out_is_named(reduce, name):
    runs = [case(gave(y=reduce(a, axis=0)), gave(y=a)) for a in RIGHT]
    assert relation(runs).name == name
    assert relation(runs).sentence.startswith("On every input y is what is expected before the ")
    assert relation(runs).sentence.endswith(" over the first axis.")


def test_eps_in_what_is_returned_is_named_where_two_inputs_give_it():
    runs = [
        case(gave(var=a), gave(var=a + eps), kwargs={"eps": eps}) for a, eps in zip(RIGHT, (0.1, 0.01), strict=True)
    ]
    assert relation(runs).name == v.EPS_ADDED
    assert relation(runs[:1]).name == v.SHIFT


def test_output_without_a_relation_leaves_no_name():
    runs = [case(gave(y=a, z=a), gave(y=-a, z=a + RNG.normal(size=a.shape))) for a in RIGHT]
    assert relation(runs).name == ""
    assert relation(runs).sentence == "On every input y is what is expected, with the other sign."


def test_truth_values_have_no_relation():
    runs = [case(gave(fact=[True, False, True, True]), gave(fact=[False, True, False, False]))]
    assert relation(runs).sentence == ""


def test_every_relation_has_a_hint():
    assert {name for name, _, _ in CHANGES} <= set(v.RELATION_HINTS)
