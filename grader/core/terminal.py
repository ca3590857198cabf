"""Write strangers' text where control characters act: on terminals, in logs, in tables."""

from __future__ import annotations


def printable(text: str, keep: str = "\n\t") -> str:
    """Replace every character that acts instead of being shown by its escape.

    keep: such characters that stay; default: line feeds and tabs
    Those are control characters, marks of writing direction, separators other than the space, and halves of surrogate
    pairs: "\\x1b", "\\u202e", "\\udcff". Letters of all scripts stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escape(c) for c in text)


def one_line(text: str) -> str:
    """Write a text on one line: runs of white space become one space, what is not printable its escape."""
    return printable(" ".join(text.split()))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
