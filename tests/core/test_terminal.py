"""Text of strangers on terminals: nothing acts, letters of all scripts stay."""

from __future__ import annotations

import pytest

from grader.core.terminal import one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\rb", "a\\x0db"),
        ("user\u202egnp.exe", "user\\u202egnp.exe"),
        ("\u2066isolate", "\\u2066isolate"),
        ("a\u2028b", "a\\u2028b"),
        ("half \udcff", "half \\udcff"),
        ("tag \U000e0001", "tag \\U000e0001"),
    ],
)
def test_character_that_acts_becomes_its_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["김하늘", "é ü ß", "two\nlines\tand a tab", "x² ≤ 0", ""])
def test_letters_line_feeds_and_tabs_stay(text: str) -> None:
    assert printable(text) == text


def test_one_line_joins_lines_and_escapes() -> None:
    assert one_line(" two\n lines\t\x07 ") == "two lines \\x07"
