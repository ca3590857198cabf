"""A small released notebook, and ways of handing it in."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.nbgraderformat import MetadataValidator

from grader.authoring.notebook import answer_cell, check_cell, given_cell, plain_cell
from grader.core.records import Submission
from grader.submission.read import merge_notebook, read_submission

LAB = "06_optimizers"
STUB = "class {}:\n    def step(self, grads):\n        # YOUR CODE HERE\n        raise NotImplementedError()"
DONE = "class {}:\n    def step(self, grads):\n        return grads"
EXPERIMENT = {"descent": {"role": "experiment"}, "tags": ["experiment"]}
Notebook = dict[str, Any]


def released() -> Notebook:
    cells = [
        plain_cell("markdown", "top-1", "# Optimizers", {}),
        given_cell("setup", "import numpy as np"),
        plain_cell("markdown", "adam-1", "Adam joins both.", {}),
        answer_cell("Adam", STUB.format("Adam")),
        check_cell("Adam", 4),
        plain_cell("code", "adam-2", "import math\nprint(Adam)", copy.deepcopy(EXPERIMENT)),
        answer_cell("Momentum", STUB.format("Momentum")),
        check_cell("Momentum", 3),
    ]
    about = {
        "descent": {"lab": LAB},
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    }
    return {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}


RELEASED = released()
LOCKED = ("setup", "check-Adam", "check-Momentum")


def cell(document: Notebook, cell_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in document["cells"] if c.get("id") == cell_id)
    return found


def index(document: Notebook, cell_id: str) -> int:
    return next(i for i, c in enumerate(document["cells"]) if c["id"] == cell_id)


def own(source: str, kind: str = "code", **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def hand_in(*changes: Callable[[Notebook], object]) -> Submission:
    document = released()
    for change in changes:
        change(document)
    submission = merge_notebook(document, LAB, RELEASED, "alice")
    assert_sound(submission)
    return submission


def assert_sound(submission: Submission) -> None:
    """The released cells are all there, in order; the locked ones as released; the whole is valid."""
    document = json.loads(json.dumps(submission.notebook))
    ids = [c["id"] for c in document["cells"]]
    expected = [c["id"] for c in RELEASED["cells"]]
    assert [i for i in ids if i in expected] == expected
    for name in LOCKED:
        assert cell(document, name) == cell(RELEASED, name)
    for original in RELEASED["cells"]:
        assert cell(document, original["id"])["metadata"] == original["metadata"]
    assert document["metadata"] == RELEASED["metadata"]
    node = nbformat.from_dict(document)  # type: ignore[no-untyped-call]
    nbformat.validate(node)
    MetadataValidator().validate_nb(node)
    if not submission.error:
        assert [(c.id, c.source) for c in submission.cells] == [(c["id"], c["source"]) for c in document["cells"]]
        assert all(c.get("outputs", []) == [] for c in document["cells"])


def roles(submission: Submission) -> list[tuple[str, str, str | None]]:
    return [(c.id, c.role, c.exercise) for c in submission.cells]


def source(submission: Submission, cell_id: str) -> str:
    return next(c.source for c in submission.cells if c.id == cell_id)


def answer(name: str, text: str) -> Callable[[Notebook], object]:
    return lambda document: cell(document, name).update(source=text)


def write(folder: Path, document: Any = None, name: str = f"{LAB}.ipynb") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(released() if document is None else document), encoding="utf-8")
    return path


def read(path: Path, name: str | None = None) -> Submission:
    submission = read_submission(path, LAB, RELEASED, name)
    assert_sound(submission)
    return submission
