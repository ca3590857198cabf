"""Test that answers without an algorithm are written, and that points for one of them are reported."""

from __future__ import annotations

import numpy as np
import pytest

from grader import Case, Exercise, Wrong, probes
from grader.authoring.proof.bench import Bench, drawn_cases
from grader.authoring.proof.costs import mistake_costs, percent
from grader.authoring.proof.trivial import trivial_problems, trivial_sources
from grader.core.proof import grouped_costs
from grader.course.reference import Reference
from grader.course.seeds import secret_seed
from grader.grading import exercise_runner
from tests import inprocess

SEED = secret_seed(b"trivial")


def shorten(v, most=2.0):
    """Shorten a vector that is longer than most; return it and how long it was."""
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(v**2))
    shorter = v * (most / length) if length > most else v
    return shorter, length
    ### END SOLUTION


def again(v, most=2.0):
    length = np.linalg.norm(v)
    return v * min(1.0, most / length), length


def drawn(scale):
    return lambda rng: {"args": [scale * (1 + rng.random(3))], "returns": ["shorter", "length"]}


CASES = (
    Case("short", drawn(0.1), public=True),
    Case("long", drawn(10.0), public=True),
    Case("longer", drawn(30.0)),
)
WRONGS = (
    Wrong("always", {"if length > most else v": "if True else v"}, hint="When?"),
    Wrong("squared length returned", {"return shorter, length": "return shorter, length**2"}, hint="Root?"),
    Wrong("no root", {"np.sqrt(np.sum(v**2))": "np.sum(v**2)"}, hint="Root?"),
)


def reference(**changes):
    fields = {
        "task": shorten,
        "points": 4,
        "ids": (),
        "source": "none",
        "probe": probes.call,
        "oracle": again,
        "cases": CASES,
        "wrong": WRONGS,
    }
    return Reference(Exercise(**{**fields, **changes}))


def problems(made):
    with Bench(lambda: inprocess.Sandbox().open({})) as bench:
        return list(trivial_problems(bench, made, drawn_cases(made.exercise, SEED)))


def test_trivial_sources_give_back_constants_and_each_input_once_for_each_value():
    sources = dict(trivial_sources(reference().exercise.text))
    assert "return (0.0, 0.0)" in sources["an answer of 0.0"]
    assert "return (v, v)" in sources["an answer of input 1"]
    assert "return (np.zeros_like(most), np.zeros_like(most))" in sources["an answer of np.zeros_like(input 2)"]
    assert all("np.sum" not in source for source in sources.values())


def test_no_trivial_answer_earns_points():
    assert problems(reference()) == []


def test_points_for_a_trivial_answer_are_reported(monkeypatch):
    def by_case(cases, redraw, **how):
        return [case.verdict for case in cases]

    monkeypatch.setattr(exercise_runner, "credited", by_case)
    found = problems(reference(task=once, oracle=once_again, cases=ONCE, wrong=()))
    assert "an answer of input 1 earns 1.3333 of 4 points" in found
    assert "an answer of its inputs in the right shape earns 1.33333 of 4 points" in found


def once(v, most=2.0):
    """Shorten a vector that is longer than most."""
    ### BEGIN SOLUTION
    length = np.sqrt(np.sum(v**2))
    return v * (most / length) if length > most else v
    ### END SOLUTION


def once_again(v, most=2.0):
    return again(v, most)[0]


ONCE = tuple(Case(c.name, lambda rng, c=c: {"args": c.inputs(rng)["args"]}, public=c.public) for c in CASES)


def test_mistakes_cost_what_their_wrong_outputs_are_worth():
    assert mistake_costs(reference()) == pytest.approx(
        {"always": 1 / 6, "squared length returned": 0.5, "no root": 1.0}, abs=1e-6
    )
    heavier = mistake_costs(reference(shares={"shorter": 3.0}))
    assert heavier["squared length returned"] == 0.25


def test_costs_are_written_in_percent_and_never_rounded_to_all_or_nothing():
    assert [percent(cost) for cost in (1.0, 0.9999, 0.43, 0.0001)] == ["all", "99%", "43%", "1%"]
    assert grouped_costs({"a": "9%", "b": "all", "c": "43%", "d": "9%"}) == {
        "all": ["b"],
        "43%": ["c"],
        "9%": ["a", "d"],
    }
