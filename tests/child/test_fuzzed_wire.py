"""Fuzz the decoder of the wire: any bytes give a message or a ProtocolError, within the caps."""

from __future__ import annotations

import itertools
import json
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.child.wire import HEADER
from tests.child.frames import CAPS, ID, framed, read, valid

pytestmark = pytest.mark.slow

EXAMPLES = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
#: What reading may take: a chunk of what arrives, and JSON as objects, which are some twenty times its text.
MOST = (1 << 18) + 40 * (CAPS.text + CAPS.arrays)


_turn = itertools.count()


@pytest.fixture(autouse=True)
def warm() -> None:
    """Exclude from measurement what is made once: imports and cached layouts."""
    for data in valid():
        read(data)


def read_within_caps(data: bytes) -> None:
    """Read bytes; every eighth time, because it is slow, measure the memory used."""
    if next(_turn) % 8:
        read(data)
        return
    tracemalloc.start(1)
    try:
        read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST, f"{peak} bytes to read {len(data)}"


lengths = st.integers(0, 2**32 - 1) | st.sampled_from([0, 1, 2, CAPS.text, CAPS.text + 1, 2**31, 2**32 - 1])
frames = st.binary(max_size=600) | st.builds(framed, st.binary(max_size=400), st.binary(max_size=200))


@EXAMPLES
@given(frames | st.builds(lambda a, b, rest: HEADER.pack(a, b) + rest, lengths, lengths, st.binary(max_size=300)))
def test_arbitrary_bytes_are_read_or_refused_within_caps(data: bytes) -> None:
    read_within_caps(data)


# Right answers, with something wrong in them


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Generate a valid frame with bytes flipped, cut, doubled, moved, or its lengths changed."""
    data = bytearray(draw(st.sampled_from(valid())))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        end = min(len(data), place + draw(st.integers(1, 24)))
        kind = draw(st.sampled_from(["flip", "set", "cut", "double", "insert", "lengths", "token"]))
        if kind == "flip" and data:
            data[place] ^= 1 << draw(st.integers(0, 7))
        elif kind == "set":
            data[place:end] = draw(st.binary(min_size=1, max_size=24))
        elif kind == "cut":
            del data[place:end]
        elif kind == "double":
            data[end:end] = data[place:end] * draw(st.integers(1, 40))
        elif kind == "insert":
            data[place:place] = draw(st.binary(max_size=24))
        elif kind == "token":
            data[place:place] = draw(st.sampled_from(TOKENS))
        else:
            data[: HEADER.size] = HEADER.pack(draw(lengths), draw(lengths))
    if draw(st.booleans()) and len(data) > HEADER.size:  # right lengths again, so that what is inside is read
        body = bytes(data[HEADER.size :])
        cut = draw(st.integers(0, len(body)))
        return framed(body[:cut], body[cut:])
    return bytes(data)


TOKENS = [
    b'"$array"', b'{"$array":["<f8",[2],0]}', b'"<f8"', b'"|O"', b"[", b"{", b"]", b"}", b",", b":", b"\n", b"NaN",
    b"Infinity", b"1e999", b"-1", b"2147483648", b"9" * 40, b"true", b"null", b'"\\ud800"', b"\xff", b'"id":"x"',
]  # fmt: skip


@EXAMPLES
@given(mutated())
def test_mutated_answers_are_read_or_refused_within_caps(data: bytes) -> None:
    read_within_caps(data)


# Answers that are well-formed JSON, of the right words in wrong places

sides = st.integers(-1, 5) | st.sampled_from([1 << 31, (1 << 31) + 1, 1 << 62, True, 1.0, "1", None])
shapes = st.lists(sides, max_size=9) | sides
dtypes = st.sampled_from(["<f8", "|u1", "<c16", "|b1", "<f2", "|O", ">f8", "<M8[s]", "f8", ""]) | st.integers()
labels = st.sampled_from(["a", "b", "result", "\x1b[31m", "é", "a" * 201]) | st.text(max_size=5)
rows = st.lists(
    st.tuples(labels, labels) | st.tuples(labels, labels, dtypes, shapes) | st.lists(labels, max_size=5), max_size=5
)
arrays = st.builds(lambda *place: {"$array": list(place)}, dtypes, shapes, sides)
trees = st.recursive(
    arrays | labels | sides | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(labels, inner, max_size=4),
    max_leaves=12,
)
statuses = st.sampled_from(["ok", "raised", "timed out", "right", "grader error"]) | trees
outputs = st.fixed_dictionaries(
    {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "x"])},
    optional={
        key: trees for key in ("name", "text", "ename", "evalue", "traceback", "data", "metadata", "execution_count")
    },
)
heads = st.fixed_dictionaries(
    {"id": st.just(ID) | trees, "status": statuses},
    optional={
        "observed": trees,
        "outputs": st.lists(outputs | trees, max_size=3) | trees,
        "notes": trees,
        "error": trees,
        "trace": trees,
    },
)


#: To generate a head takes thirty times as long as to read it, so that each is read with five bodies.
BODIES = 5


@settings(EXAMPLES, max_examples=EXAMPLES.max_examples // BODIES)
@given(heads, st.lists(st.tuples(st.none() | rows, st.integers(0, 200)), min_size=BODIES, max_size=BODIES))
def test_well_formed_frames_of_arbitrary_content_are_read_or_refused(
    head: dict[str, object], bodies: list[tuple[list[object] | None, int]]
) -> None:
    text = json.dumps(head).encode()
    for layout, size in bodies:
        rest = b"" if layout is None else b"\n" + json.dumps(layout).encode()
        read_within_caps(framed(text + rest, bytes(size)))


def test_valid_answers_are_read() -> None:
    for data in valid():
        read_within_caps(data)
