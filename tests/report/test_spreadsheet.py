"""Tables as CSV: formulas in text are quoted, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from grader.report.spreadsheet import csv_text


def cell(value: Any) -> str:
    """What a program reads from the one cell of a table."""
    _, (found,) = csv.reader(io.StringIO(csv_text(["a"], [[value]]), newline=""))
    return found


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "-", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20A1"])
def test_text_that_would_run_as_a_formula_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1", " =1"])
def test_white_space_before_a_formula_does_not_hide_it(text: str) -> None:
    assert cell(text) == "'=1"


@pytest.mark.parametrize("separator", [";", ",", "|", "; ", "\r", "\n", "\t", "\u2028", "\x85"])
def test_formula_behind_another_dialects_separator_is_quoted(separator: str) -> None:
    text = csv_text(["a"], [[f"x{separator}=1+1"]])
    cells = [part.strip(' "') for part in re.split(r"[;,|\t\r\n\x85\u2028]", text)]
    assert not any(part.startswith("=") for part in cells), text


@pytest.mark.parametrize("text", ["Ada", "a=1", "3-4", "'x", "정", 'a "b", c'])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(-1, "-1"), (-0.5, "-0.5"), (3.0, "3"), (1 / 3, "0.333333"), (-1e-9, "-1e-09"), (12345678, "12345678")],
)
def test_number_is_never_quoted(number: float, text: str) -> None:
    assert cell(number) == text


def test_nothing_is_an_empty_cell() -> None:
    assert csv_text(["a", "b"], [[None, 1]]) == "a,b\r\n,1\r\n"


def test_header_that_would_run_as_a_formula_is_quoted() -> None:
    assert csv_text(["=a", "b"], []) == "'=a,b\r\n"


def test_text_that_is_no_utf8_can_be_written() -> None:
    assert cell("a\udcff") == "a\\udcff"


def test_text_of_several_lines_is_one_line() -> None:
    assert cell("two\nlines") == "two lines"
    assert cell("\x1b[31m\u202e") == "\\x1b[31m\\u202e"
