"""Test that the grader's memory for one submission is bounded, whatever its process sends."""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from grader.child import wire
from grader.child.outputs import MOST_OUTPUTS, MOST_TYPES, Collector
from grader.child.wire import HEADER, Answer, Caps
from grader.core.errors import ProtocolError
from grader.core.limits import Limits
from grader.core.records import FLOAT64, Cell, CellResult, Observation, Submission
from grader.grading import cell_outputs
from grader.grading.answers import arrays_allowed, without_surplus
from grader.grading.notebook_runner import NotebookRun
from grader.judge.compare import compare
from grader.sandbox import Sandbox, decode
from tests.sandbox.reading import describe_result

_BOUND = 64 << 20
_LIMITS = Limits()


def grown(act: Callable[[], Any]) -> int:
    """Run an act; the most bytes that it had allocated at any moment, in Python and in NumPy."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        act()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def received(text: bytes, caps: Caps) -> dict[str, Any]:
    """Read one frame with this JSON as the parent does."""
    ours, theirs = socket.socketpair()
    frame = HEADER.pack(len(text), 0) + text
    writer = threading.Thread(target=lambda: theirs.sendall(frame))
    with ours, theirs:
        writer.start()
        answer = Answer(caps)
        try:
            while not answer.receive(ours):
                pass
            return answer.message("x")
        finally:
            ours.close()
            writer.join()


_CELL = Caps(4 * _LIMITS.output + (1 << 18), 0)  # as in grader/sandbox/session.py
_ROOM = _CELL.text - 400


def cell(outputs: str) -> bytes:
    return f'{{"id":"x","status":"ok","error":"","outputs":{outputs}}}'.encode()


def stream(text: str) -> str:
    return f'[{{"output_type":"stream","name":"stdout","text":"{text}"}}]'


BOMBS = {
    "lists": cell("[" + "[]," * (_ROOM // 3) + "[]]"),
    "objects": cell("[" + '{"":0},' * (_ROOM // 7) + "0]"),
    "names": cell('[{"output_type":"display_data","metadata":{},"data":{'
                  + ",".join(f'"{n:x}":""' for n in range(200_000)) + "}}]"),
    "numbers": cell("[" + "1e9," * (_ROOM // 4) + "0]"),
    "lines": cell('[{"output_type":"error","ename":"","evalue":"","traceback":['
                  + '"ab",' * (_ROOM // 5) + '""]}]'),
    "wide characters": cell(stream("\N{GRINNING FACE}" + "x" * (_ROOM - 200))),
    "wide characters only": cell(stream("\N{GRINNING FACE}" * ((_ROOM - 200) // 4))),
    "an open string": b'{"id":"' + rb"\"" * (_ROOM // 2),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_answer_of_a_cell_takes_little_memory_whatever_is_in_it(name: str) -> None:
    def read() -> None:
        with suppress(ProtocolError):
            decode.cell_result(received(BOMBS[name], _CELL), 0.0, _LIMITS.output)

    assert grown(read) < _BOUND


def test_strings_do_not_count_as_parts_of_an_answer() -> None:
    text = "[,{" * (300 << 10)
    found = decode.cell_result(received(cell(stream(text)), _CELL), 0.0, _LIMITS.output)
    assert found.outputs[0]["text"] == text


def collected(act: Callable[[Collector], None], limit: int = _LIMITS.output) -> list[dict[str, Any]]:
    collector = Collector()
    collector.begin(limit)
    act(collector)
    return collector.end()


def raise_often(collector: Collector) -> None:
    error = ValueError("\n" * 50_000)
    for _ in range(2000):
        collector.fail(error, "/scratch")


#: What a student's code may do to the honest collector in its process.
FLOODS: dict[str, Callable[[Collector], None]] = {
    "characters of two bytes": lambda c: c.write("stdout", "é" * (2 << 20)),
    "characters of four bytes": lambda c: c.write("stdout", "\N{GRINNING FACE}" * (2 << 20)),
    "control characters": lambda c: c.write("stdout", "\0" * (2 << 20)),
    "quotes": lambda c: c.write("stdout", '"\\' * (2 << 20)),
    "halves of characters": lambda c: c.write("stdout", "\ud800" * (2 << 20)),
    "many types": lambda c: c.show("display_data", {f"a/{n}": "" for n in range(200_000)}, {}),
    "long types": lambda c: c.show("display_data", {"x" * (4 << 20): ""}, {}),
    "many displays": lambda c: [c.show("display_data", {"text/plain": ""}, {}) for _ in range(50_000)] and None,
    "two streams": lambda c: [c.write(("stdout", "stderr")[n % 2], "x") for n in range(50_000)] and None,
    "many errors": raise_often,
}  # fmt: skip


@pytest.mark.parametrize("name", FLOODS)
def test_outputs_of_honest_code_fit_into_the_answer_of_a_cell(name: str) -> None:
    outputs = collected(FLOODS[name])
    assert outputs
    assert len(outputs) <= MOST_OUTPUTS + 1
    text = json.dumps({"id": "x", "status": "ok", "error": "", "outputs": outputs}).encode()
    found = decode.cell_result(received(text, _CELL), 0.0, _LIMITS.output)
    assert len(found.outputs) == len(outputs)


@pytest.mark.parametrize("text", ["ab", "éb", "\N{GRINNING FACE}b"])
@pytest.mark.parametrize("limit", range(1, 8))
def test_output_is_cut_after_bytes_and_never_inside_a_character(text: str, limit: int) -> None:
    [output, notice] = collected(lambda c: c.write("stdout", text * 5), limit)
    assert len(output["text"].removesuffix("\n").encode()) <= limit
    assert (text * 5).startswith(output["text"].removesuffix("\n"))
    lost = int(re.search(r"(\d+) characters over the limit", notice["text"])[1])
    assert lost == len(text * 5) - len(output["text"].removesuffix("\n"))


def test_output_of_too_many_types_is_left_out_with_a_notice() -> None:
    [output] = collected(FLOODS["many types"])
    assert output["data"] == {"text/plain": f"[an output of 200000 types is left out, where {MOST_TYPES} are allowed]"}


class Chatty:
    """A session whose cells all show as much as they may, in the widest characters."""

    alive, killed_from_outside, spent = True, False, 0.0
    left_out, broke_off, short_of_room = (), False, False

    def __enter__(self) -> Chatty:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run_cell(self, source: str, cell_id: str, limits: Limits | None = None) -> CellResult:
        text = "\N{GRINNING FACE}" + "x" * (1 << 20)
        shown = {"output_type": "stream", "name": "stdout", "text": text}
        page = {"output_type": "display_data", "metadata": {}, "data": {"text/html": text, "text/plain": "x"}}
        return CellResult(outputs=(page, shown))


def run_of(cells: int) -> NotebookRun:
    own = tuple(Cell(f"own-{number}", "own", "") for number in range(cells))
    submission = Submission("a", "lab", "", (*own, Cell("check", "check", "", "Task")))
    return NotebookRun(submission, Chatty)  # type: ignore[arg-type]


def test_outputs_of_a_whole_notebook_are_bounded() -> None:
    run = run_of(100)

    def run_all() -> None:
        for check, _ in run.check_cells():
            run.verdicts[check.exercise or ""] = None  # type: ignore[assignment]

    assert grown(run_all) < _BOUND
    assert sum(map(cell_outputs.size, run.cells.values())) < cell_outputs.MOST + (1 << 20)
    first, last = run.cells["own-0"], run.cells["own-99"]
    assert [set(output.get("data", {})) for output in first.outputs] == [{"text/plain"}, set()]
    notice = "[more output is left out: that of the whole notebook may take 16 MB]\n"
    assert last.outputs[-1] == {"output_type": "stream", "name": "stderr", "text": notice}


def observed(**values: np.ndarray) -> Observation:
    return Observation(values=values, types=dict.fromkeys(values, "ndarray"))


def test_large_answer_is_reduced_to_what_is_compared() -> None:
    expected = observed(a=np.ones(10), b=np.ones((2, 3)))
    got = observed(a=np.ones(10), b=np.ones((1 << 18, 8)), c=np.ones(1 << 20))
    slim = without_surplus(got, expected)
    assert compare(expected, slim, FLOAT64) == compare(expected, got, FLOAT64)
    assert compare(expected, slim, FLOAT64).reason == "shape"
    assert set(slim.values) == {"a", "b"}
    assert slim.values["b"].base is None or slim.values["b"].strides == (0, 0)
    assert without_surplus(expected, expected) is expected


def test_answer_of_many_values_is_reduced_to_those_expected() -> None:
    expected = observed(a=np.ones(10))
    got = observed(**{name: np.ones(1) for name in ["a", *map("x{}".format, range(4000))]})
    slim = without_surplus(got, expected)
    assert set(slim.types) == set(slim.values) == {"a"}
    assert compare(expected, slim, FLOAT64) == compare(expected, got, FLOAT64)


@pytest.fixture
def hostile(sandbox: Sandbox) -> Iterator[Any]:
    with sandbox.open(limits=Limits(memory=1 << 30)) as session:
        yield session


def test_answers_larger_than_expected_take_little_memory(hostile: Any) -> None:
    expected = observed(result=np.ones(4))
    source = "import numpy as np\ndef task(x): return np.ones(int(x))\n"
    assert hostile.run_cell(source, "cell").status == "ok", describe_result
    from grader.core.records import Question

    most = arrays_allowed(expected)
    sizes = [*[most // 8] * 12, *[8 << 20] * 12]
    held: list[Observation] = []

    def ask() -> None:
        questions = [Question("task", "call", {"args": [size]}, Limits(), most) for size in sizes]
        held.extend(without_surplus(answer, expected) for answer in hostile.probes(questions))

    assert grown(ask) < _BOUND
    assert [answer.status for answer in held] == ["ok"] * 12 + ["raised"] * 12
    assert held[0].values["result"].shape == (most // 8,)
    assert held[-1].error == "the result is too large: 64 MB in 1 values, where 8 MB in 5000 values are allowed"


def test_layout_of_an_answer_that_is_not_the_usual_one_is_not_cached() -> None:
    from grader.core import arrays

    text = json.dumps([[f"{n}", "int"] for n in range(2000)]).encode()
    assert len(text) > arrays._CACHED
    before = arrays._cached.cache_info().currsize
    arrays.read_layout(text)
    assert arrays._cached.cache_info().currsize == before
    assert sys.getsizeof(text) < wire.MOST_STRUCTURE
