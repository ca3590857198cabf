"""Collect a cell's outputs in the child, in nbformat's form and within a size cap."""

from __future__ import annotations

import base64
import io
import json
import re
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.probes.exceptions import describe

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_MAX_TRACEBACK, _MAX_LINES = 20_000, 300
#: Outputs of a cell, errors among them, and MIME types of one output.
MOST_OUTPUTS, _MOST_ERRORS, MOST_TYPES = 1000, 100, 50
#: Control characters, which no report shows; in JSON each takes six bytes.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_PACKAGE = f"{Path(__file__).parent}/"


class Collector:
    """Collects the outputs of the running cell; output while no cell runs is dropped."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self._pieces: list[str] = []  # of the stream that was written to last
        self._stream = ""
        self._limit = self._left = 0
        self._lost = self._errors = 0  # characters printed beyond the limit; errors shown
        self._open = False
        self._shown: dict[str, dict[str, Any]] = {}

    def begin(self, limit: int) -> None:
        """Start to collect at most `limit` bytes."""
        self.outputs, self._pieces, self._stream = [], [], ""
        self._limit = self._left = limit
        self._lost, self._errors, self._open = 0, 0, True

    def end(self) -> list[dict[str, Any]]:
        """Stop collecting; the outputs since `begin`."""
        self._flush()
        self._open = False
        if self._lost:
            notice = f"[more output is left out: {self._lost} characters over the limit of {self._limit} for a cell]\n"
            self.outputs.append({"output_type": "stream", "name": "stdout", "text": notice})
        return self.outputs

    def write(self, name: str, text: str) -> None:
        """Add text printed to stdout or stderr; consecutive pieces become one output."""
        if not self._open:
            return
        if self._left <= 0:
            self._lost += len(text)
            return
        if name != self._stream:
            self._flush()
            self._stream = name
        if not text.isascii():
            text = text.encode(errors="replace").decode()
        cut = _first_bytes(text, self._left)
        if len(cut) < len(text):
            self._lost += len(text) - len(cut)
            cut, self._left = cut + "\n", 0
        else:
            self._left -= _bytes(text)
        self._pieces.append(cut)

    def show(self, kind: str, data: Mapping[str, Any], metadata: Any, count: int | None = None, id: str = "") -> None:
        """Add a displayed object or a result; one displayed again under the same id replaces the first."""
        if not self._open:
            return
        if len(self.outputs) >= MOST_OUTPUTS:
            self._lost += 1
            return
        if len(data) > MOST_TYPES:
            data = {"text/plain": f"[an output of {len(data)} types is left out, where {MOST_TYPES} are allowed]"}
        bundle = {str(mime): _encode(value) for mime, value in data.items()}
        size = sum(_bytes(mime) + _bytes(value) for mime, value in bundle.items())
        if size > self._left:
            notice = f"{size} bytes, where {self._left} of the {self._limit} for a cell are left"
            bundle, size = {"text/plain": f"[an output that is too large is left out: {notice}]"}, 0
        self._left -= size
        output: dict[str, Any] = {"output_type": kind, "data": bundle, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = count
        if id and id in self._shown:
            self._shown[id].update(output)
            return
        if id:
            self._shown[id] = output
        self._flush()
        self.outputs.append(output)

    def fail(self, error: BaseException, hidden: str) -> None:
        """Add an exception with its traceback. hidden: folder of the scratch files."""
        self._errors += 1
        if not self._open or self._errors > _MOST_ERRORS:
            return
        self._flush()
        lines = traceback_lines(error, hidden)
        evalue = plain(describe(error).partition(": ")[2])
        self.outputs.append(
            {"output_type": "error", "ename": type(error).__name__, "evalue": evalue, "traceback": lines}
        )

    def clear(self) -> None:
        """Drop the outputs so far, as clear_output() asks."""
        self.outputs, self._pieces = [], []

    def _flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if text and len(self.outputs) >= MOST_OUTPUTS:
            self._lost += len(text)
        elif text:
            self.outputs.append(
                {
                    "output_type": "stream",
                    "name": self._stream,
                    "text": CONTROL.sub("", _apply_carriage_returns(plain(text))),
                }
            )
        self._stream = ""


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of the student's code."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, collector: Collector) -> None:
        self.name = name
        self._collector = collector

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._collector.write(self.name, str(text))
        return len(text)


def plain(text: str) -> str:
    """Remove terminal colours and other escape sequences."""
    return ANSI.sub("", text) if "\x1b" in text else text


def _apply_carriage_returns(text: str) -> str:
    """Apply carriage returns, so that only the last state of a progress bar is left."""
    if "\r" not in text:
        return text
    return re.sub(r"[^\r\n]*\r(?!\n|$)", "", text.replace("\r\n", "\n"))


def _bytes(text: str) -> int:
    """Count the bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def _first_bytes(text: str, most: int) -> str:
    """Cut a text after so many bytes of UTF-8, never inside of a character."""
    if len(text) <= most and _bytes(text) <= most:
        return text
    return text[:most].encode(errors="replace")[:most].decode(errors="ignore")


def _encode(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, str):
        return CONTROL.sub("", value)
    try:
        return json.dumps(value)
    except (TypeError, ValueError):
        return describe(TypeError("an output that is neither text nor JSON"))


def traceback_lines(error: BaseException, scratch: str) -> list[str]:
    """Format the traceback as plain text lines: the student's cells and files, then the libraries' frames.

    Files are named by their place in the library or the scratch folder; the grader's own frames are left out.
    """
    found = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    pending, seen = [found], set()
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        frames = [
            traceback.FrameSummary(_shorten(f.filename, scratch), f.lineno, f.name, lookup_line=False, line=f.line)
            for f in part.stack
            if not _is_hidden(f.filename)
        ]
        part.stack = traceback.StackSummary.from_list(frames)
        pending += [p for p in (part.__cause__, part.__context__, *(part.exceptions or ())) if p is not None]
    text = CONTROL.sub("", plain("".join(found.format())))
    if len(text) > _MAX_TRACEBACK:
        text = text[: _MAX_TRACEBACK // 2] + "\n  [...]\n" + text[-_MAX_TRACEBACK // 2 :]
    lines = text.rstrip().split("\n")
    return lines if len(lines) <= _MAX_LINES else [*lines[: _MAX_LINES // 2], "  [...]", *lines[-_MAX_LINES // 2 :]]


def _is_hidden(filename: str) -> bool:
    """Whether a frame of this file is machinery: IPython's, the import system's or that of this package."""
    return "/IPython/core/" in filename or filename.startswith((_PACKAGE, "<frozen"))


def _shorten(filename: str, scratch: str) -> str:
    if filename.startswith(scratch + "/"):
        return filename[len(scratch) + 1 :]
    for mark in ("-packages/", f"/{Path(traceback.__file__).parent.name}/", "/grader/"):
        if mark in filename:
            return filename.split(mark, 1)[1] if mark != "/grader/" else "grader/" + filename.split(mark, 1)[1]
    return filename
