"""Write tables as CSV that a spreadsheet opens safely: no text of a cell runs as a formula, in any dialect of CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from grader.core.terminal import one_line

#: A value of a cell: text, a number, or nothing.
Value = str | float | None
#: A sign that starts a formula, at the start of a text or after what some spreadsheet takes for the end of a cell.
#: The wide forms count too: Korean and Japanese versions read them as the narrow ones.
_FORMULA = re.compile(r"(^|[;,|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


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
    """Write a cell: a number as it is; a text on one line, with an apostrophe before every sign of a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return _FORMULA.sub(r"\1\2'", one_line(value))
