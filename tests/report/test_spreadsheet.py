"""Tables as CSV: formulas in text are quoted, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from grader.report.spreadsheet import csv_text


def cell(value: Any) -> str:
    """What a program reads from the one cell of a table."""
    _, (found,) = csv.reader(io.StringIO(csv_text(["a"], [[value]]), newline=""))
    return found


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-"])
def test_text_that_would_run_as_a_formula_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "a=1", "3-4", "'x", "정", 'a "b", c', "two\nlines"])
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
    assert cell("a\udcff") == "a?"
