"""Write tables as CSV that a spreadsheet opens safely: text that would run as a formula is quoted, numbers are not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

#: A value of a cell: text, a number, or nothing.
Value = str | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Value]]) -> str:
    """Write a table as CSV.

    header: names of the columns
    rows: values in the order of the columns
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Value) -> str:
    """Write a cell. What UTF-8 cannot encode, such as half a surrogate pair, becomes a question mark."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = value.encode("utf-8", "replace").decode("utf-8")
    return f"'{text}" if text.startswith(_FORMULA) else text
