"""Test the wire: whatever a child writes is read within caps or refused, as the child's own fault."""

import contextlib
import json
import os
import signal
import socket
import struct
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.child import wire
from grader.child.wire import HEADER, Answer, Caps, Packed
from grader.core.errors import ProtocolError
from grader.core.limits import Limits
from tests.sandbox.reading import SMALL, describe_result

CAPS = Caps(text=1000, arrays=1000)


def read(data: bytes, id: str = "x", caps: Caps = CAPS):
    """Read bytes as the parent does, if they are all that the child ever sends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        answer = Answer(caps)
        while not answer.receive(ours):
            pass
        return answer.message(id)


def framed(text: bytes, arrays: bytes = b"") -> bytes:
    return HEADER.pack(len(text), len(arrays)) + text + arrays


def observation(**values):
    """Build the frame of an answer with these arrays."""
    return wire.observation_frame({"id": "x", "list": [1, None, "text"]}, dict.fromkeys(values, "ndarray"), values)


def test_frame_round_trip_preserves_text_and_arrays():
    found = read(observation(a=np.arange(3)))
    np.testing.assert_array_equal(found.pop("observed")["a"], [0, 1, 2])
    assert found == {"id": "x", "list": [1, None, "text"]}
    assert read(wire.frame({"id": "x", "n": 1})) == {"id": "x", "n": 1}


def test_frames_received_together_are_read_one_by_one():
    frames = wire.frame({"id": "a"}) + wire.frame({"id": "b", "n": 1}) + b"\x07"
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frames)
        first = Answer(CAPS)
        assert first.receive(ours)
        second = Answer(CAPS, first.rest)
        assert second.receive(None)
    assert (first.message("a"), second.message("b"), second.rest) == ({"id": "a"}, {"id": "b", "n": 1}, b"\x07")
    assert not Answer(CAPS, second.rest).receive(None)


def test_questions_received_together_are_read_one_by_one():
    ours, theirs = socket.socketpair()
    large = wire.frame({"id": "large", "a": np.arange(5000)})
    with ours, theirs:
        ours.sendall(
            wire.frame({"id": "a", "x": np.ones(3)}) + wire.frame({"id": "b"}) + large + wire.frame({"id": "c"})
        )
        questions = wire.Questions(theirs)
        found = [questions.next() for _ in range(4)]
        ours.close()
        with pytest.raises(EOFError):
            questions.next()
    assert [question["id"] for question in found] == ["a", "b", "large", "c"]
    np.testing.assert_array_equal(found[2]["a"], np.arange(5000))
    found[0]["x"][0] = 2.0  # its own, to be written to


def test_frame_received_in_pieces_is_read():
    data = observation(a=np.arange(50))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answer = Answer(CAPS)
        for byte in data[:-1]:
            theirs.sendall(bytes([byte]))
            assert not answer.receive(ours)
        theirs.sendall(data[-1:])
        assert answer.receive(ours)
        assert len(answer.message("x")["observed"]["a"]) == 50


BAD = {
    "huge text": struct.pack("<II", 0xFFFFFFFF, 0),
    "huge arrays": struct.pack("<II", 2, 0xFFFFFFFF),
    "text just too long": framed(b"x" * 1001),
    "not JSON": framed(b"\xff\xfe{"),
    "no object": framed(b"[1]"),
    "no id": framed(b"{}"),
    "another id": framed(b'{"id":"y"}'),
    "deep nesting": framed(b"[" * 900),
    "deep objects": framed(b'{"id":' * 160),
    "huge number": framed(b'{"id":"x","n":1' + b"0" * 900 + b"}"),
    "an array for an id": framed(b'{"id":{"$array":["<f8",[0],0]}}'),
    "arrays without a layout": framed(b'{"id":"x","a":{"$array":["<f8",[2],0]}}', b"\0" * 16),
    "a layout of more bytes than there are": framed(b'{"id":"x"}\n[["a","ndarray","<f8",[2]]]', b"\0" * 15),
    "a layout of fewer bytes than there are": framed(b'{"id":"x"}\n[["a","ndarray","<f8",[1]]]', b"\0" * 16),
    "a layout that is no list": framed(b'{"id":"x"}\n{}'),
    "a layout that is no JSON": framed(b'{"id":"x"}\n[['),
    "a layout of a dtype off the list": framed(b'{"id":"x"}\n[["a","ndarray","|O",[1]]]', b"\0" * 8),
    "a layout of an empty array that cannot be": framed(
        b'{"id":"x"}\n[["a","ndarray","<f8",[0,2147483648,2147483648,2147483648]]]'
    ),
    "a layout nested deeply": framed(b'{"id":"x"}\n' + b"[" * 900),
}


@pytest.mark.parametrize("name", [name for name in BAD if name != "huge number"])
def test_malformed_frames_are_refused(name):
    with pytest.raises(ProtocolError):
        read(BAD[name])


def test_huge_number_is_refused_before_it_is_parsed():
    start = time.perf_counter()
    read(BAD["huge number"])
    digits = framed(b'{"id":"x","n":1' + b"0" * 9000 + b"}")
    with pytest.raises(ProtocolError):
        read(digits, caps=Caps(10_000, 0))
    assert time.perf_counter() - start < 5


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=50))
def test_arbitrary_bytes_raise_only_protocol_errors(text, arrays):
    for data in (text, framed(text, arrays), framed(b'{"id":"x","a":' + text + b"}", arrays)):
        with contextlib.suppress(ProtocolError, EOFError):
            assert read(data)["id"] == "x"


def test_packed_inputs_are_cached_by_identity():
    packed = Packed(capacity=1000)
    tree, other = {"a": np.ones(2)}, {"a": np.ones(2)}
    assert packed.of(tree) is not packed.of(other)
    assert packed.of(tree)[0] is packed.of(tree)[0]
    large = {"a": np.ones(1000)}
    assert packed.of(large)[1] == packed.of(large)[1]
    assert packed.of(large)[1] is not packed.of(large)[1], "beyond its capacity nothing is kept"
    text, buffer = packed.of(tree)
    frame = wire.probe_frame("id", 'na"me', "call", (text, buffer))
    length, arrays = HEADER.unpack_from(frame)
    assert len(frame) == HEADER.size + length + arrays
    decoded = json.loads(frame[HEADER.size : HEADER.size + length])
    assert (decoded["id"], decoded["name"], decoded["probe"]) == ("id", 'na"me', "call")


FORGE = """
import os, json, struct, threading, time
def frame(message, arrays=b""):
    text = json.dumps(message).encode()
    return struct.pack("<II", len(text), len(arrays)) + text + arrays
def send(message, arrays=b""):
    os.write(3, frame(message, arrays))
def observe(head, layout, arrays=b""):
    text = json.dumps(head).encode() + (b"\\n" + json.dumps(layout).encode() if layout != "" else b"")
    os.write(3, struct.pack("<II", len(text), len(arrays)) + text + arrays)
"""
FORGED = {
    "an answer of its own": "send({'id': 'guess', 'status': 'ok', 'outputs': [], 'error': ''})",
    "a huge length": "os.write(3, struct.pack('<II', 0xffffffff, 0xffffffff))",
    "rubbish": "os.write(3, b'rubbish' * 100)",
    "a JSON bomb": "os.write(3, struct.pack('<II', 900_000, 0) + b'[' * 900_000)",
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_answer_ends_the_process(session, name):
    session.run_cell(FORGE, "tools")
    result = session.run_cell(FORGED[name] + "\n1\n", "cell")
    assert result.status == "killed", describe_result(result)
    assert result.error.startswith("the process broke the rules of its connection to the grader: "), result.error
    assert not session.alive


def test_answer_sent_before_the_question_counts_as_forged(session):
    session.run_cell(FORGE, "tools")
    late = "def later():\n    time.sleep(0.3)\n    send({'id': '', 'status': 'ok', 'outputs': [], 'error': ''})\n"
    session.run_cell(late + "threading.Thread(target=later).start()\n", "cell")
    time.sleep(1)
    assert session.run_cell("1\n2\n", "next").status == "killed"


#: Finds the id of the question that is being answered, as a student's code could.
STATE = """import inspect
place = inspect.currentframe()
while "question" not in place.f_locals: place = place.f_back
id = place.f_locals["question"]["id"]
"""
LIES = {
    "a status of the parent's": {"status": "timed out"},
    "an unknown status": {"status": "right"},
    "outputs that are no list": {"status": "ok", "outputs": {}},
    "an output of no kind": {"status": "ok", "outputs": [{"output_type": "x"}]},
    "an output of a kind that is no text": {"status": "ok", "outputs": [{"output_type": []}]},
    "a status that is a list": {"status": ["ok"], "outputs": []},
    "an output with more": {"status": "ok", "outputs": [{"output_type": "stream", "name": "a", "text": "b", "c": 1}]},
    "text that is none": {"status": "ok", "outputs": [{"output_type": "stream", "name": "a", "text": ["b"]}]},
    "an error that is no text": {"status": "raised", "outputs": [], "error": 1},
    "too much": {"status": "ok", "outputs": [{"output_type": "stream", "name": "a", "text": "b" * 400_000}]},
}


@pytest.mark.parametrize("name", LIES)
def test_answer_with_the_right_id_is_still_validated(session, name):
    session.run_cell(FORGE, "tools")
    result = session.run_cell(f"{STATE}send({{'id': id, **{LIES[name]!r}}})\n", "cell")
    assert result.status == "killed", describe_result(result)
    assert not session.alive


PROBE_LIES = {
    "a layout of its own": ({"observed": {"a": 1}}, "", b""),
    "a value without a type": ({}, [["a", "|u1", [1]]], b"1"),
    "a type that is no text": ({}, [["a", 1]], b""),
    "a label twice": ({}, [["a", "int"], ["a", "int"]], b""),
    "a label that no probe gives": ({}, [["a\x1b[31m", "int"]], b""),
    "a label of great length": ({}, [["a" * 201, "int"]], b""),
    "notes that are no list": ({"notes": "a"}, [], b""),
}


@pytest.mark.parametrize("name", PROBE_LIES)
def test_malformed_observations_are_refused(session, name):
    message, layout, arrays = PROBE_LIES[name]
    session.run_cell(FORGE, "tools")
    body = STATE.replace("\n", "\n    ")
    sent = f"{{'id': id, 'status': 'ok', **{message!r}}}, {layout!r}, {arrays!r}"
    session.run_cell(f"def task():\n    {body}observe({sent})\n", "cell")
    observed = session.probe("task", "call", {})
    assert (observed.status, observed.values) == ("killed", {}), observed
    assert not session.alive


def test_forged_observation_counts_as_a_wrong_answer(session):
    session.run_cell(FORGE, "tools")
    body = STATE.replace("\n", "\n    ")
    message = {"status": "ok", "error": "e" * 999, "seconds": -1}
    forged = f"observe({{'id': id, **{message!r}}}, [['result', 'float\\x1b[31m\\ud800']])"
    session.run_cell(f"def task():\n    {body}{forged}\n    time.sleep(2)\n", "cell")
    observed = session.probe("task", "call", {})
    assert observed.types == {"result": "float?"}, observed
    assert len(observed.error) == 300
    assert observed.seconds > 0


def test_answers_after_the_last_question_end_the_process(session):
    session.run_cell(FORGE, "tools")
    twice = f"{STATE}send({{'id': id, 'status': 'ok', 'outputs': [], 'error': ''}}, b'')\n1\n"
    session.run_cell(twice, "cell")
    time.sleep(0.3)
    result = session.run_cell("1\n2\n", "next")
    assert result.status == "killed", describe_result(result)
    assert result.error.endswith("an answer to a question that was not asked"), result.error


def test_frame_sent_slowly_times_out_as_a_whole(session):
    session.run_cell(FORGE, "tools")
    source = (
        "data = frame({'id': 'x' * 1000})\nfor byte in data:\n    os.write(3, bytes([byte]))\n    time.sleep(0.05)\n"
    )
    result = session.run_cell(source, "cell", Limits(cpu=5, wall=1))
    assert (result.status, session.alive) == ("timed out", False), describe_result(result)


def test_questions_not_read_by_the_child_time_out(sandbox):
    with sandbox.open(limits=SMALL) as session:
        session.run_cell("def f(x): return 1\n", "cell")
        os.kill(session._connection.child.pid, signal.SIGSTOP)
        observed = session.probe("f", "call", {"args": [np.zeros(20 << 20, dtype=np.uint8)]})
        assert (observed.status, observed.error) == ("killed", "was stopped from outside instead of going on")
