"""Strip what a notebook has saved and grading throws away, while the file is read: outputs, widgets' states, pictures.

The file may be much larger than memory allows; of it only what is left over is ever held.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

CHUNK = 1 << 18
#: Tokens that are looked at one by one, in what is stripped and in what is kept: some seconds of work.
MAX_TOKENS = 6_000_000

#: What is stripped, by the keys that lead there; "*" is any element of a list.
OUTPUTS = frozenset({("cells", "*", "outputs"), ("metadata", "widgets")})
PICTURES = frozenset({("cells", "*", "attachments")})
_DEEPEST = 3

_TOKEN = re.compile(rb'["\[\]{},:]')
_BRACKET = re.compile(rb'["\[\]{}]')
_IN_TEXT = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


class TooManyError(Exception):
    """Which bound a notebook breaks: the end of a sentence."""


class Stripper:
    """Copies a JSON document piece by piece, without the values at some keys, which become null.

    keep: bytes that may be left over
    strip: paths of the values that are left out
    It does not judge whether the document is JSON: what is broken stays broken.
    """

    def __init__(self, keep: int, strip: frozenset[tuple[str, ...]] = OUTPUTS) -> None:
        self._keep, self._strip = keep, strip
        self._kept = bytearray()
        self._path: list[str] = []  # keys that lead to the value at hand, down to _DEEPEST
        self._open: list[bool] = []  # whether each container around it is an object, down to _DEEPEST
        self._depth = 0
        self._text: bytearray | None = None  # of the last string, where it may be a key
        self._key = False  # whether the next string is a key
        self._state: Callable[[bytes, int], int] = self._copy
        self._skipped_to = 0  # depth at which what is skipped ends
        self._after_text: Callable[[bytes, int], int] = self._copy
        self._tokens = 0

    def feed(self, chunk: bytes) -> None:
        """Read the next piece. Raises TooManyError."""
        position = 0
        while position < len(chunk):
            position = self._state(chunk, position)
            if self._tokens > MAX_TOKENS:
                raise TooManyError(f"it is made of more than {MAX_TOKENS} parts")
            if len(self._kept) > self._keep:
                raise TooManyError(f"without saved outputs it is still larger than {self._keep / 1e6:g} MB")

    @property
    def kept(self) -> bytes:
        """Return what is left over of what was read so far."""
        return bytes(self._kept)

    def _copy(self, chunk: bytes, position: int) -> int:
        found = _TOKEN.search(chunk, position)
        end = found.end() if found else len(chunk)
        self._kept += chunk[position:end]
        if found:
            self._tokens += 1
            self._enter(found.group())
        return end

    def _enter(self, token: bytes) -> None:
        """Keep track of where in the document a token leads."""
        near = self._depth <= _DEEPEST
        if token == b'"':
            self._text = bytearray() if self._key and near else None
            self._after_text, self._state = self._copy, self._in_text
        elif token in (b"{", b"["):
            self._depth += 1
            if self._depth <= _DEEPEST:
                self._open.append(token == b"{")
                self._path.append("" if token == b"{" else "*")
            self._key = token == b"{"
        elif token in (b"}", b"]"):
            if 0 < self._depth <= _DEEPEST and self._open:
                self._open.pop()
                self._path.pop()
            self._depth = max(self._depth - 1, 0)
            self._key = False
        elif token == b",":
            self._key = self._depth > _DEEPEST or bool(self._open and self._open[-1])
        elif near and self._open and self._open[-1] and self._text is not None:
            self._path[-1] = self._text.decode("utf-8", "replace")
            self._key, self._text = False, None
            if tuple(self._path) in self._strip:
                self._kept += b"null"
                self._skipped_to, self._state = self._depth, self._skip

    def _skip(self, chunk: bytes, position: int) -> int:
        """Pass over a value: to the bracket that closes it, or to the comma or bracket after a plain one."""
        search = _TOKEN if self._depth == self._skipped_to else _BRACKET
        found = search.search(chunk, position)
        if not found:
            return len(chunk)
        self._tokens += 1
        token = found.group()
        if token == b'"':
            self._text = None
            self._after_text, self._state = self._skip, self._in_text
        elif token in (b"{", b"["):
            self._depth += 1
        elif self._depth > self._skipped_to:
            self._depth -= token in (b"}", b"]")
        else:  # the object's comma or bracket after the value
            self._state = self._copy
            return found.start()
        return found.end()

    def _in_text(self, chunk: bytes, position: int) -> int:
        """Read on to the end of a string, which may be pieces away."""
        found = _IN_TEXT.match(chunk, position)
        end = found.end() if found else position
        keeping = self._after_text == self._copy
        if keeping:
            self._kept += chunk[position:end]
        if self._text is not None and len(self._text) < 64:
            self._text += chunk[position : min(end, position + 64)]
        if end == len(chunk):
            return end
        if chunk[end] == ord('"'):
            self._state = self._after_text
        elif keeping:  # a backslash at the end of the piece: its other half comes with the next
            self._kept += b"\\"
        if chunk[end] == ord("\\"):
            self._state = self._escaped
        elif keeping:
            self._kept += b'"'
        return end + 1

    def _escaped(self, chunk: bytes, position: int) -> int:
        if self._after_text == self._copy:
            self._kept += chunk[position : position + 1]
        self._state = self._in_text
        return position + 1


def is_utf8(start: bytes) -> bool:
    """Whether a JSON document that begins so is in UTF-8; only such a one can be stripped byte by byte."""
    return json.detect_encoding(start[:4]) in ("utf-8", "utf-8-sig")
