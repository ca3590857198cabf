"""Fuzz submissions: the released notebook under every change that an editor or a fuzzer can make never raises.

Whatever is handed in, the released cells stay where they are, the locked ones as they were, and nothing that points
depend on comes from the student.
"""

from __future__ import annotations

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.core.records import Submission
from grader.submission.read import MAX_CELLS, read_submission
from tests.handed_in import DONE, LAB, LOCKED, RELEASED, assert_sound

pytestmark = pytest.mark.slow

EXAMPLES = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
IDS = [cell["id"] for cell in RELEASED["cells"]]
#: Sources of cells of the student's own; `merge` must never mistake one for a released cell.
SOURCES = [
    "", "x = 1", DONE.format("Adam"), DONE.format("Momentum"), "check(Adam)", "import numpy as np", "%%bash\nls",
    "Adam = None", "class Adam(", "\ud800", "\x00", "a\r\nb\rc", "# é 김 🐍", "def f():\n    pass\n" * 50,
    *(cell["source"] for cell in RELEASED["cells"]),
]  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(SOURCES) | st.sampled_from(IDS)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(IDS), inner, max_size=3)
)
sources = st.sampled_from(SOURCES) | st.lists(st.sampled_from(SOURCES) | anything, max_size=3) | anything
marks = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": st.sampled_from(IDS) | anything,
        "points": st.integers(-9, 999) | anything,
        **dict.fromkeys(("grade", "solution", "locked", "task", "schema_version", "checksum", "cell_type"), anything),
    },
)
metadata = st.fixed_dictionaries(
    {},
    optional={
        "nbgrader": marks | anything,
        "descent": st.fixed_dictionaries(
            {}, optional={"role": st.sampled_from(["check", "given", "solution", "experiment"]), "exercise": anything}
        )
        | anything,
        "tags": st.lists(st.sampled_from(["experiment", "skip-execution", "hide"])) | anything,
        "editable": anything,
        "deletable": anything,
    },
)
kinds = st.sampled_from(["code", "markdown", "raw", "heading", ""]) | anything
FIELDS = {"cell_type": kinds, "id": st.sampled_from(IDS) | anything, "source": sources, "metadata": metadata | anything}
own_cells = st.fixed_dictionaries({}, optional={**FIELDS, "outputs": anything, "attachments": anything})
TOP = ("metadata", "nbformat", "nbformat_minor", "cells", "worksheets")


@st.composite
def changed(draw: st.DrawFn) -> Any:
    """Generate the released notebook with some answers in it and up to eight changes."""
    document: dict[str, Any] = copy.deepcopy(RELEASED)
    for cell in document["cells"]:
        if cell["id"] in ("Adam", "Momentum") and draw(st.booleans()):
            cell["source"] = DONE.format(cell["id"])
    for _ in range(draw(st.integers(0, 8))):
        cells = document.get("cells")
        if not isinstance(cells, list) or not cells:
            break
        place = draw(st.integers(0, len(cells) - 1))
        cell = cells[place]
        kind = draw(st.sampled_from(CHANGES))
        if kind == "delete":
            del cells[place]
        elif kind == "move":
            cells.insert(draw(st.integers(0, len(cells) - 1)), cells.pop(place))
        elif kind == "double":
            cells.insert(draw(st.integers(0, len(cells))), copy.deepcopy(cell))
        elif kind == "insert":
            cells.insert(place, draw(own_cells | anything))
        elif kind == "many":
            cells += [cell] * draw(st.sampled_from([3, MAX_CELLS]))
        elif kind == "top":
            document[draw(st.sampled_from(TOP))] = draw(anything)
        elif kind == "drop" and isinstance(cell, dict) and cell:
            del cell[draw(st.sampled_from(sorted(cell)))]
        elif kind == "field" and isinstance(cell, dict):
            field = draw(st.sampled_from(sorted(FIELDS)))
            cell[field] = draw(FIELDS[field])
        elif kind == "swap" and isinstance(cell, dict):
            other = cells[draw(st.integers(0, len(cells) - 1))]
            if isinstance(other, dict):
                field = draw(st.sampled_from(["id", "metadata", "source", "cell_type"]))
                cell[field], other[field] = other.get(field), cell.get(field)
    return document


CHANGES = ("delete", "move", "double", "insert", "many", "top", "drop", "field", "field", "swap")


_turn = itertools.count()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed") / f"{LAB}.ipynb"


def assert_worth_nothing_of_its_own(submission: Submission) -> None:
    """Assert that no part that points depend on is the student's: checks, their places, points, roles, exercises."""
    if next(_turn) % 16 == 0:  # also against the schemas, which takes longer than all the rest
        assert_sound(submission)
    released = [cell for cell in submission.notebook["cells"] if cell["id"] in IDS]
    assert [cell["id"] for cell in released] == IDS
    for cell, original in zip(released, RELEASED["cells"], strict=True):
        assert cell["metadata"] == original["metadata"]
        assert cell == original or cell["id"] not in LOCKED
    marks = [c["metadata"]["nbgrader"] for c in submission.notebook["cells"] if "nbgrader" in c["metadata"]]
    assert marks == [c["metadata"]["nbgrader"] for c in RELEASED["cells"] if "nbgrader" in c["metadata"]]
    if submission.error:
        assert submission.cells == ()
        return
    checks = [(cell.id, cell.exercise, cell.source) for cell in submission.cells if cell.role == "check"]
    assert checks == [(c["id"], c["id"].removeprefix("check-"), c["source"]) for c in RELEASED["cells"] if
                      c["id"] in LOCKED and c["id"].startswith("check-")]  # fmt: skip
    assert [cell.exercise for cell in submission.cells if cell.role == "solution"] == ["Adam", "Momentum"]
    assert all(cell.exercise is None for cell in submission.cells if cell.role not in ("solution", "check"))
    assert len({cell.id for cell in submission.cells}) == len(submission.cells)
    for cell in submission.cells:
        cell.source.encode()


@EXAMPLES
@given(changed())
def test_mutated_notebook_is_read_and_repaired(path: Path, document: Any) -> None:
    path.write_bytes(json.dumps(document).encode())
    assert_worth_nothing_of_its_own(read_submission(path, LAB, RELEASED, "alice"))


@EXAMPLES
@given(st.data())
def test_notebook_with_changed_bytes_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    document = bytearray(json.dumps(RELEASED).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(document) - 1))
        document[place : place + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"[", b"]", b"{", b"}", b'"', b"\\u", b"\xff", b"9" * 5000, b"NaN"])
        )
    path.write_bytes(document)
    assert_worth_nothing_of_its_own(read_submission(path, LAB, RELEASED, "alice"))
