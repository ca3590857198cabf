"""Test what is read of an answer cell, and what is said of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.core.literal_answer import LONGEST_CELL, LiteralAnswer, read_cell, read_value

TRUTH = "expected is one line, `x = True` or `x = False`"
ONE = 'expected is one line, `x = "..."`, with your answer in the quotes'
TWO = 'expected is one line, `x = ["...", "..."]`, with 2 answers, each in quotes'


@pytest.mark.parametrize(
    ("source", "wanted", "given"),
    [
        ("x = True", 0, (True,)),
        ("\n# I think so\nx = False  # True or False\n", 0, (False,)),
        ("x = 'SVM'", 1, ("SVM",)),
        ("x = ['SVM']", 1, ("SVM",)),
        ("x = ('SVM', 'kNN')", 2, ("SVM", "kNN")),
        ("x = {'b', 'a'}", 2, ("a", "b")),
        ("x = [\n    'SVM',\n    None,\n]", 2, ("SVM",)),
        ("x = ['', 'SVM', ...]", 2, ("SVM",)),
    ],
)
def test_literal_is_read(source: str, wanted: int, given: tuple[object, ...]) -> None:
    assert read_cell(source, "x", wanted) == LiteralAnswer(given)


@pytest.mark.parametrize("wanted", [0, 1, 2])
@pytest.mark.parametrize("value", ["None", "...", "[]", "[None, None]", "''"])
def test_nothing_filled_in_is_no_answer(value: str, wanted: int) -> None:
    if wanted or value in ("None", "..."):
        assert read_cell(f"x = {value}", "x", wanted) == LiteralAnswer()


@pytest.mark.parametrize("source", ["", "# nothing", "# YOUR CODE HERE\nraise NotImplementedError()"])
def test_empty_cell_is_no_answer(source: str) -> None:
    assert read_cell(source, "x", 0) == LiteralAnswer()


@pytest.mark.parametrize(
    ("source", "wanted", "problem"),
    [
        ("x = true", 0, "`true` is a name that Python does not know; it spells it `True`; " + TRUTH),
        ("x = 1", 0, "`1` is a number; " + TRUTH),
        ("x = 'True'", 0, "`'True'` is a text in quotes; " + TRUTH),
        ("x = 'O'", 0, "`'O'` is a text; " + TRUTH),
        ("x = not True", 0, "`not True` is an expression, which is not computed here; " + TRUTH),
        ("y = True", 0, "the cell assigns to `y`; " + TRUTH),
        ("x: bool = True", 0, "the cell holds `x: bool = True`, which is no plain assignment; " + TRUTH),
        ("x = y = True", 0, "the cell holds `x = y = True`, which is no plain assignment; " + TRUTH),
        ("True", 0, "the cell holds `True`, which is no plain assignment; " + TRUTH),
        ("x = None\nx = True", 0, "the cell holds 2 statements; " + TRUTH),
        ("x = (", 0, "the cell cannot be read as Python (line 1); " + TRUTH),
        ("x = SVM", 1, "`SVM` stands without quotes; " + ONE),
        ("x = [SVM, 'kNN']", 2, "`SVM` stands without quotes; " + TWO),
        ("x = True", 1, "`True` is a truth value; " + ONE),
        ("x = 'SVM, kNN'", 2, "`'SVM, kNN'` is a text; " + TWO),
        ("x = ['a', 'b', 'c']", 2, "3 answers are given; " + TWO),
        ("x = ['a', 7]", 2, "`7` is a number; " + TWO),
        ("x = {'a': 'b'}", 2, "`{'a': 'b'}` is a dict; " + TWO),
        ("x = 'a' + 'b'", 1, "`'a' + 'b'` is an expression, which is not computed here; " + ONE),
    ],
)
def test_anything_else_gets_a_sentence(source: str, wanted: int, problem: str) -> None:
    assert read_cell(source, "x", wanted) == LiteralAnswer(problem=problem)


def test_nothing_of_a_cell_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for source in (
        f"x = open({str(mark)!r}, 'w')",
        f"open({str(mark)!r}, 'w'); x = True",
        f"x = [open({str(mark)!r})]",
    ):
        assert read_cell(source, "x", 0).problem
    assert not mark.exists()


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 1900 + ")" * 1900,
        "x = " + "-" * 3900 + "1",
        "x = " + "[" * 1900,
        "x = " + "9" * 3900,
        "x\0 = True",
    ],
)
def test_hostile_cell_ends_in_a_sentence(source: str) -> None:
    answer = read_cell(source, "x", 0)
    assert answer.given == ()
    assert answer.problem.endswith(TRUTH)
    assert len(answer.problem) < 200


@pytest.mark.parametrize("value", ["0x" + "f" * 3_900, "[0x" + "f" * 3_900 + "]", "{0x" + "f" * 3_900 + ", 1}"])
@pytest.mark.parametrize("wanted", [0, 1, 2])
def test_number_too_long_to_be_written_is_no_answer(value: str, wanted: int) -> None:
    assert read_cell(f"x = {value}", "x", wanted).problem


PIECES = [
    "x",
    " = ",
    "True",
    "'a'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ",",
    "\\",
    "\n",
    "#",
    "\0",
    "\ud800",
    "가",
    "1e999",
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=20), st.integers(0, 2))
def test_whatever_a_cell_holds_it_is_read_or_described(source: str, wanted: int) -> None:
    for text in (source, f"x = {source}"):
        answer = read_cell(text, "x", wanted)
        assert not (answer.given and answer.problem)


def test_long_cell_is_not_parsed() -> None:
    source = "x = True" + " " * LONGEST_CELL
    assert read_cell(source, "x", 0).problem == f"the cell holds {len(source)} characters; {TRUTH}"


def test_value_is_read_as_its_cell_would_be() -> None:
    assert read_value(True, "x", 0) == LiteralAnswer((True,))
    assert read_value(None, "x", 0) == LiteralAnswer()
    assert read_value(["a"], "x", 2) == LiteralAnswer(("a",))
