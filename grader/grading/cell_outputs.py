"""Bound the memory that the outputs of a whole notebook take, and leave out what no report shows."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.core.records import CellResult

#: Bytes of memory that the outputs of one notebook may take.
MOST = 16 << 20
#: MIME types of outputs that reports show. HTML, SVG, JavaScript and Markdown would run in a browser.
SHOWN = ("image/png", "image/jpeg", "text/plain")
_NOTICE = f"[more output is left out: that of the whole notebook may take {MOST >> 20} MB]\n"


def within(result: CellResult, left: int) -> CellResult:
    """Leave out outputs of types that no report shows, and from the first one on that does not fit, all others.

    left: bytes of memory
    """
    outputs: list[Mapping[str, Any]] = []
    for output in map(_shown, result.outputs):
        left -= _size(output)
        if left < 0:
            outputs.append({"output_type": "stream", "name": "stderr", "text": _NOTICE})
            break
        outputs.append(output)
    return replace(result, outputs=tuple(outputs))


def size(result: CellResult) -> int:
    """Compute the bytes of memory that the outputs of a cell take."""
    return sum(map(_size, result.outputs))


def _shown(output: Mapping[str, Any]) -> Mapping[str, Any]:
    data = output.get("data")
    if not data or all(mime in SHOWN for mime in data):
        return output
    return {**output, "data": {mime: data[mime] for mime in SHOWN if mime in data}}


def _size(output: Mapping[str, Any]) -> int:
    """Bytes of an output's strings, of which wide characters take up to four each, and of its containers."""
    texts = [output.get("text", ""), *output.get("traceback", ()), *output.get("data", {}).values()]
    texts += [output.get("ename", ""), output.get("evalue", "")]
    return sum(map(sys.getsizeof, texts)) + sys.getsizeof(output)
