"""Encode and decode frames between the parent and the confined child: two lengths, JSON, raw arrays.

Each question has one answer. Questions may be sent ahead; answers arrive in their order. The answer to a probe has a
second line of JSON, the layout of its arrays.

The child is not trusted: the parent reads every size before it allocates, and malformed bytes are a ProtocolError,
the child's own fault. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import re
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from grader.core.arrays import Arrays, read_layout, written
from grader.core.errors import ProtocolError
from grader.core.tree import pack, unpack

HEADER = struct.Struct("<II")
_FIRST = 1 << 14  # most frames are smaller; a large buffer would cost more than reading it
_CHUNK = 1 << 18
_NOTHING = np.empty(0, np.uint8)
_Received = TypeVar("_Received", bytes, int)
#: Bytes of arrays that one observation may hold, and the number of its values.
MOST_ARRAYS = 64 << 20
MOST_VALUES = 5_000
#: Bytes of brackets, commas, numbers and the like, of all that is no text, in an answer's JSON. They become objects of
#: up to 50 times that size.
MOST_STRUCTURE = 1 << 19
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)


@dataclass(frozen=True)
class Caps:
    """Size limits of an answer.

    text: bytes of its JSON.
    arrays: bytes of its arrays.
    """

    text: int
    arrays: int


def frame(message: Any) -> bytes:
    """Encode a message as one frame. Raises TypeError for values that cannot be encoded."""
    text, buffer = pack(message)
    return b"".join((HEADER.pack(len(text), len(buffer)), text, buffer))


class Packed:
    """Cache of encoded trees, because every student receives the same inputs. Thread-safe.

    The key is a tree's identity, so it must not be changed after it was first sent.
    """

    def __init__(self, capacity: int = 64 << 20) -> None:
        self._left = capacity
        self._known: dict[int, tuple[Any, bytes, bytes]] = {}

    def of(self, tree: Any) -> tuple[bytes, bytes]:
        """Encode a tree with `pack`, or return its cached encoding. Raises TypeError."""
        found = self._known.get(id(tree))
        if found is not None and found[0] is tree:
            return found[1:]
        text, buffer = pack(tree)
        size = len(text) + len(buffer)
        if size <= self._left:
            self._left -= size
            self._known[id(tree)] = (tree, text, buffer)
        return text, buffer


def probe_frame(id: str, name: str, probe: str, inputs: tuple[bytes, bytes], most: int = MOST_ARRAYS) -> bytes:
    """Build the frame that asks for a probe, from inputs that are encoded already. most: bytes of arrays in return."""
    text, buffer = inputs
    start = json.dumps({"id": id, "op": "probe", "name": name, "probe": probe, "most": most})[:-1].encode()
    length = len(start) + len(text) + 12
    return b"".join((HEADER.pack(length, len(buffer)), start, b', "inputs":', text, b"}", buffer))


def observation_frame(head: Mapping[str, Any], types: Mapping[str, str], values: Mapping[str, np.ndarray]) -> bytes:
    """Build the frame that answers a probe. types: of all observed values; values: the arrays among them."""
    layout, buffer = written(types, values)
    text = json.dumps(head).encode()
    return b"".join((HEADER.pack(len(text) + 1 + len(layout), len(buffer)), text, b"\n", layout, buffer))


class Answer:
    """Receive one frame in pieces and within caps.

    caps: size limits.
    start: bytes received together with the previous frame.
    rest: bytes received of the next frame.
    """

    def __init__(self, caps: Caps, start: bytes = b"") -> None:
        self.caps = caps
        self.rest = b""
        self._start = start
        self._body: bytearray | None = None
        self._filled = 0
        self._text = 0

    def receive(self, wire: socket.socket | None) -> bool:
        """Read the available bytes; True when the frame is complete. wire: None to use only bytes received before.

        Raises ProtocolError, EOFError, BlockingIOError.
        """
        if wire is None:
            return self._begin()
        if self._body is None:
            piece = wire.recv(_FIRST)
            if not piece:
                raise EOFError
            self._start += piece
            return self._begin()
        view = memoryview(self._body)[self._filled :]
        count = wire.recv_into(view, min(len(view), _CHUNK))
        if not count:
            raise EOFError
        self._filled += count
        return self._filled == len(self._body)

    def _begin(self) -> bool:
        if len(self._start) < HEADER.size:
            return False
        text: int
        arrays: int
        text, arrays = HEADER.unpack_from(self._start)
        if text > self.caps.text or arrays > self.caps.arrays:
            most = self.caps.text + self.caps.arrays
            raise ProtocolError(f"an answer of {text + arrays} bytes, where {most} are allowed")
        end = HEADER.size + text + arrays
        first, self.rest = self._start[HEADER.size : end], self._start[end:]
        self._body, self._filled, self._text = bytearray(text + arrays), len(first), text
        self._body[: len(first)] = first
        return self._filled == text + arrays

    def message(self, id: str) -> dict[str, Any]:
        """Decode the complete frame: plain JSON, and under "observed" the arrays where it has a layout.

        Raises ProtocolError unless it answers the question of that id.
        """
        assert self._body is not None
        whole_text = bytes(self._body[: self._text])
        _refuse_many_parts(whole_text)
        text, _, layout = whole_text.partition(b"\n")
        if not layout and len(self._body) > self._text:
            raise ProtocolError("an answer with arrays that no layout tells apart")
        try:
            message = json.loads(text)
            if layout and isinstance(message, dict):
                whole = np.frombuffer(self._body, np.uint8) if self._body else _NOTHING
                message["observed"] = Arrays(read_layout(layout), whole[self._text :])
        except (ValueError, OverflowError, RecursionError) as error:  # no memory is the parent's own failure
            raise ProtocolError(f"an answer that cannot be read: {str(error)[:200]}") from error
        if not isinstance(message, dict) or message.get("id") != id:
            raise ProtocolError("an answer to a question that was not asked")
        return message


def _refuse_many_parts(text: bytes) -> None:
    """Raise ProtocolError where JSON would become many small objects. Takes no memory itself."""
    if len(text) <= MOST_STRUCTURE:
        return
    end = structure = 0
    for found in _STRINGS.finditer(text):
        structure += found.start() - end
        end = found.end()
        if structure > MOST_STRUCTURE:
            break
    if structure + len(text) - end > MOST_STRUCTURE:
        raise ProtocolError("an answer of too many parts")


def send(wire: socket.socket, message: Any) -> None:
    """Send one frame from the child, blocking."""
    wire.sendall(frame(message))


class Questions:
    """Reads the parent's frames in the child, one at a time, blocking."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._rest = b""

    def next(self) -> Any:
        """Read the next question. Raises EOFError when the parent has gone."""
        first = self._rest
        while len(first) < HEADER.size:
            first += self._check_received(self._wire.recv(_FIRST))
        text, arrays = HEADER.unpack_from(first)
        end = HEADER.size + text + arrays
        body: bytes | bytearray = first[HEADER.size : end]
        self._rest = first[end:]
        if len(body) < text + arrays:
            whole = bytearray(text + arrays)
            whole[: len(body)] = body
            view = memoryview(whole)[len(body) :]
            while view:
                view = view[self._check_received(self._wire.recv_into(view)) :]
            body = whole
        return unpack(bytes(body[:text]), memoryview(body)[text:], trusted=True)

    @staticmethod
    def _check_received(received: _Received) -> _Received:
        if not received:
            raise EOFError
        return received


def post(control: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
    """Send a small message, with descriptors, on the packet socket between the parent and the warm process."""
    socket.send_fds(control, [json.dumps(message).encode()], descriptors or [])


def fetch(control: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receive what `post` sent. Raises EOFError when the other end has gone."""
    data, descriptors, _, _ = socket.recv_fds(control, 1 << 17, 4)
    if not data:
        raise EOFError
    message: dict[str, Any] = json.loads(data)
    return message, descriptors
