"""Test mistakes with other numbers: the class of the name decides which."""

from __future__ import annotations

import pytest

from grader.course.literals import RATES, SMALL, floats_in, with_other_literals
from grader.course.variants import Wrong


def replacements(wrong, own=(), **how):
    return [next(iter(edits.values())) for edits in with_other_literals(wrong, own, **how)]


def test_ignored_eps_may_be_any_small_number_and_those_of_the_source():
    wrong = Wrong("ignores the given eps", {"self.eps": "1e-08"}, hint="?")
    assert replacements(wrong, (3e-9,)) == [repr(value) for value in (*SMALL, 3e-9) if value != 1e-8]
    assert replacements(wrong, (3e-9, 1e-12), fixed=False) == ["3e-09"]


def test_ignored_rate_may_be_any_rate():
    wrong = Wrong("ignores the given momentum", {"self.momentum": "0.9"}, hint="?")
    assert replacements(wrong) == [repr(value) for value in RATES if value != 0.9]


def test_two_numbers_are_varied_alone_and_together():
    wrong = Wrong("ignores the given betas", {"self.betas": "(0.9, 0.999)"}, hint="?")
    alone = replacements(wrong, both=False)
    assert "(0.5, 0.999)" in alone
    assert "(0.9, 0.99)" in alone
    assert "(0.5, 0.99)" in replacements(wrong)
    assert "(0.5, 0.99)" not in alone


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("half the step", {"lr": "0.5 * lr"}, hint="?"),
        Wrong("slope 1e-3 below 0", {"0.0": "1e-3"}, hint="?"),
        Wrong("no root", {"np.sqrt(v)": "v"}, hint="?"),
        Wrong("scaled", {"1e-3 * x": "1e-3 + x"}, hint="?"),
    ],
)
def test_name_that_says_a_number_or_no_number_at_all_has_no_others(wrong):
    assert replacements(wrong, (0.25,)) == []


def test_small_number_of_a_written_mistake_varies_in_every_place():
    wrong = Wrong("clipped probabilities", {"p": "np.clip(p, 1e-7, 1 - 1e-7)"}, hint="?")
    assert "np.clip(p, 1e-12, 1 - 1e-12)" in replacements(wrong)


def test_floats_of_a_source_are_read_without_running_it():
    assert floats_in("eps = 1e-9\nx = 10**-7 + 2 + 1e-9 + True") == (1e-9, 1e-7)
    assert floats_in("def f(:") == ()
    assert floats_in("x = 1e999") == ()
