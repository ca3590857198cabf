"""Read an answer from bytes to plain records as the parent does, for fuzzers: within its caps or a ProtocolError."""

from __future__ import annotations

import socket

import numpy as np

from grader.child import wire
from grader.child.wire import HEADER, Answer, Caps
from grader.core.errors import ProtocolError
from grader.core.records import FLOAT64, Observation
from grader.judge.compare import compare
from grader.sandbox import decode

CAPS = Caps(text=4096, arrays=4096)
ID = "x"


def framed(text: bytes, arrays: bytes = b"") -> bytes:
    """Build a frame with correct lengths around arbitrary bytes."""
    return HEADER.pack(len(text), len(arrays)) + text + arrays


def valid() -> list[bytes]:
    """Build valid answers to probes and cells, for mutation."""
    values = {"params[0] after step 1": np.arange(6.0).reshape(2, 3), "n": np.int64(3) * np.ones((), int)}
    types = {"params[0] after step 1": "ndarray", "n": "int", "result": "NoneType"}
    head = {"id": ID, "status": "ok", "notes": ["warns: x"], "error": "", "trace": [], "seconds": 0.1}
    mixed = {"a": np.zeros((0, 3), np.float32), "b": np.ones(2, complex), "c": np.array([True])}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "1\n"},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["line"]},
        {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}, "execution_count": 1},
    ]
    return [
        wire.observation_frame(head, types, values),
        wire.observation_frame(head, dict.fromkeys(mixed, "ndarray"), mixed),
        wire.observation_frame({"id": ID, "status": "raised", "error": "ValueError: no"}, {}, {}),
        wire.frame({"id": ID, "status": "ok", "outputs": outputs, "error": ""}),
        wire.frame({"id": ID, "values": {"a": 3, "b": [1.5, None, "text"]}}),
    ]


def read(data: bytes) -> None:
    """Read bytes as if they were all that a child ever sends, and check every field of the result.

    Any exception is a fault of the grader: an AssertionError, or one that was not foreseen.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        answer = Answer(CAPS)
        try:
            while not answer.receive(ours):
                pass
            message = answer.message(ID)
        except (ProtocolError, EOFError):
            return
    assert message["id"] == ID
    assert len(answer.rest) <= len(data)
    try:
        observation = decode.observation(message, 0.0)
    except ProtocolError:
        pass
    else:
        check_observation(observation)
    try:
        cell = decode.cell_result(message, 0.0, 1000)
    except ProtocolError:
        pass
    else:
        assert len(cell.error) <= 300


def check_observation(observation: Observation) -> None:
    """Check an observation's caps, and compare it with itself as the judge would."""
    assert sum(array.nbytes for array in observation.values.values()) <= CAPS.arrays
    assert set(observation.values) <= set(observation.types)
    assert len(observation.error) <= 300
    assert all(len(line) <= 300 for line in (*observation.notes, *observation.trace))
    finite = all(np.isfinite(array).all() for array in observation.values.values())
    found = compare(observation, observation, FLOAT64, nan_equal=True)
    assert found is None or not finite or set(observation.values) != set(observation.types), found
