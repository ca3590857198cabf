"""Test that options which change nothing are found by asking again."""

from __future__ import annotations

import numpy as np

from grader.core.records import FLOAT64, Observation
from grader.core.suspect import Suspect
from grader.judge.properties import ignored_options
from grader.judge.traces import CaseRun


def gave(number, status="ok"):
    return Observation(status, {"y": np.array([number])}, {"y": "ndarray"})


IGNORES = Suspect("ignores the given eps", ("Use eps.",), (), lambda key: gave(1.0))


def run(public=True, expected=2.0, **options):
    return CaseRun(0, gave(expected), gave(5.0), FLOAT64, public=public, inputs={"options": options})


def asked(answer):
    def ask(run, inputs):
        return answer(inputs["options"])

    return ask


def test_option_that_changes_nothing_is_named_with_the_hint_of_its_mistake():
    found = ignored_options([run(eps=0.1)], [IGNORES], asked(lambda options: gave(5.0)))
    assert found is not None
    assert (found.name, found.hints) == ("ignores the given eps", ("Use eps.",))
    assert found.finding == "`eps` changes nothing: with other values your answers stay the same."


def test_option_that_changes_a_number_is_not_named():
    def answer(options):
        return gave(5.0 + 1e-13 * options["eps"])

    assert ignored_options([run(eps=0.1)], [IGNORES], asked(answer)) is None


def test_option_is_not_named_where_it_hardly_matters_is_secret_or_not_given():
    def silent(options):
        return gave(5.0)

    assert ignored_options([run(expected=1.0, eps=0.1)], [IGNORES], asked(silent)) is None
    assert ignored_options([run(public=False, eps=0.1)], [IGNORES], asked(silent)) is None
    assert ignored_options([run(lr=0.1)], [IGNORES], asked(silent)) is None
    assert ignored_options([run(eps="none")], [IGNORES], asked(silent)) is None


def test_answer_that_raises_or_is_not_asked_again_shows_nothing():
    assert ignored_options([run(eps=0.1)], [IGNORES], asked(lambda options: gave(5.0, "raised"))) is None
    assert ignored_options([run(eps=0.1)], [IGNORES], lambda run, inputs: None) is None


def test_option_has_to_change_nothing_on_every_case_tried():
    runs = [run(eps=0.1), run(eps=0.4)]
    assert ignored_options(runs, [IGNORES], asked(lambda options: gave(5.0 + (options["eps"] > 0.6)))) is None


def test_two_options_that_change_nothing_are_named_together():
    other = Suspect("ignores the given centered", ("Use it.",), (), lambda key: gave(1.0))
    found = ignored_options([run(eps=0.1, centered=True)], [IGNORES, other], asked(lambda options: gave(5.0)))
    assert found is not None
    assert found.name == "ignores the given eps + ignores the given centered"
    assert found.finding == "`eps` and `centered` change nothing: with other values your answers stay the same."
