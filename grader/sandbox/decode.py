"""Decode and validate a child's answers. Raises ProtocolError for anything malformed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np

from grader.child.outputs import MOST_OUTPUTS, MOST_TYPES, plain
from grader.child.wire import MOST_VALUES
from grader.core.arrays import Arrays, Layout, read_layout
from grader.core.errors import ProtocolError
from grader.core.records import CellResult, Observation, Outcome

#: What a child may say of itself; that it was ended, and why, is for the parent to say.
_STATUSES = ("ok", "raised", "not attempted", "out of memory", "missing", "blocked")
_KINDS = {
    "stream": {"name", "text"},
    "error": {"ename", "evalue", "traceback"},
    "display_data": {"data", "metadata"},
    "execute_result": {"data", "metadata", "execution_count"},
}
_LABEL, _LINE, _ERROR = 200, 300, 300
_NOTHING = Arrays(read_layout(b"[]"), np.empty(0, np.uint8))
_KNOWN: WeakKeyDictionary[Layout, Mapping[str, str]] = WeakKeyDictionary()  # layouts that were looked at before
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def observation(message: Mapping[str, Any], seconds: float, cpu: float = 0.0) -> Observation:
    """An Observation from a child's answer. seconds, cpu: of wall and of CPU time, as measured by the parent."""
    values = message.get("observed", _NOTHING)
    if not isinstance(values, Arrays):
        raise ProtocolError("values without a layout")
    return Observation(
        status=_status(message),
        values=values,
        types=_types(values.layout),
        notes=tuple(_text(note, _LINE) for note in _list(message.get("notes", []))[:10]),
        error=_text(message.get("error", ""), _ERROR),
        trace=tuple(_text(line, _LINE) for line in _list(message.get("trace", []))[-4:]),
        seconds=seconds,
        cpu=cpu,
        error_type=_text(message.get("error_type", ""), _LABEL),
    )


def _types(layout: Layout) -> Mapping[str, str]:
    """Names of types, as text; the labels are the probes' own, plain and short."""
    known = _KNOWN.get(layout)
    if known is not None:
        return known
    labels = "".join(layout.types)
    if len(layout.types) > MOST_VALUES or not (labels.isascii() and labels.isprintable()):
        raise ProtocolError("labels that no probe gives")
    if max(map(len, layout.types), default=0) > _LABEL:
        raise ProtocolError("a label that no probe gives")
    types = {label: _text(name, _LABEL) for label, name in layout.types.items()}
    _KNOWN[layout] = types
    return types


def cell_result(message: Mapping[str, Any], seconds: float, limit: int) -> CellResult:
    """A CellResult from a child's answer; its outputs are well-formed nbformat of at most about `limit` bytes."""
    outputs = [_output(output) for output in _list(message.get("outputs", []))[: MOST_OUTPUTS + 1]]
    if sum(map(_size, outputs)) > 2 * limit + (1 << 16):
        raise ProtocolError("more output than is allowed")
    return CellResult(_status(message), tuple(outputs), _text(message.get("error", ""), _ERROR), seconds)


def _output(output: Any) -> dict[str, Any]:
    output = _mapping(output)
    kind = output.get("output_type")
    if not isinstance(kind, str) or kind not in _KINDS or set(output) != {"output_type", *_KINDS[kind]}:
        raise ProtocolError("an output of no known kind")
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(output["text"])}
    if kind == "error":
        lines = [_text(line) for line in _list(output["traceback"])]
        texts = {key: _text(output[key], _ERROR) for key in ("ename", "evalue")}
        return {"output_type": kind, **texts, "traceback": lines}
    if len(_mapping(output["data"])) > MOST_TYPES:
        raise ProtocolError("an output of too many types")
    data = {_text(mime, _LABEL): _text(value) for mime, value in output["data"].items()}
    clean: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        count = output["execution_count"]
        clean["execution_count"] = count if type(count) is int and 0 <= count < 1 << 31 else None
    return clean


def _size(output: Mapping[str, Any]) -> int:
    texts = [output.get("text", ""), *output.get("traceback", []), *output.get("data", {}).values()]
    return sum(len(text) if text.isascii() else len(text.encode()) for text in texts)


def _status(message: Mapping[str, Any]) -> Outcome:
    status = message.get("status")
    if status not in _STATUSES:
        raise ProtocolError("a status that a child cannot have")
    return cast(Outcome, status)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProtocolError("something else where names and values belong")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ProtocolError("something else where a list belongs")
    return value


def _text(value: Any, most: int | None = None) -> str:
    """A string without terminal escapes, control characters and halves of characters; cut at `most`."""
    if not isinstance(value, str):
        raise ProtocolError("something else where text belongs")
    text: str = value[:most]
    if text.isascii() and text.isprintable():
        return text
    clean = _CONTROL.sub("", plain(text))
    return clean if clean.isascii() else clean.encode("utf-8", "replace").decode("utf-8")
