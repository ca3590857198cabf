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
_MAX_TRACEBACK = 20_000
_PACKAGE = f"{Path(__file__).parent}/"


class Collector:
    """Collects the outputs of the running cell; output while no cell runs is dropped."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self._pieces: list[str] = []  # of the stream that was written to last
        self._stream = ""
        self._limit = self._left = 0
        self._lost = 0  # characters printed beyond the limit
        self._open = False
        self._shown: dict[str, dict[str, Any]] = {}

    def begin(self, limit: int) -> None:
        """Start to collect at most `limit` bytes."""
        self.outputs, self._pieces, self._stream = [], [], ""
        self._limit = self._left = limit
        self._lost, self._open = 0, True

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
        size = len(text) if text.isascii() else len(text.encode(errors="replace"))
        if size > self._left:
            self._lost += len(text) - self._left
            text = text[: self._left] + "\n"
        self._left -= size
        self._pieces.append(text)

    def show(self, kind: str, data: Mapping[str, Any], metadata: Any, count: int | None = None, id: str = "") -> None:
        """Add a displayed object or a result; one displayed again under the same id replaces the first."""
        if not self._open:
            return
        bundle = {str(mime): _encode(value) for mime, value in data.items()}
        size = sum(len(value) for value in bundle.values())
        if size > self._left:
            notice = f"{size} characters, where {self._left} of the {self._limit} for a cell are left"
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
        if not self._open:
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
        if text:
            self.outputs.append(
                {"output_type": "stream", "name": self._stream, "text": _apply_carriage_returns(plain(text))}
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


def _encode(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, str):
        return str(value)
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
    text = plain("".join(found.format()))
    if len(text) > _MAX_TRACEBACK:
        text = text[: _MAX_TRACEBACK // 2] + "\n  [...]\n" + text[-_MAX_TRACEBACK // 2 :]
    return text.rstrip().split("\n")


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
