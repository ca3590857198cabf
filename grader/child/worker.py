"""Serve requests in the confined child: put files, run cells, exercise tasks; send back the results.

It knows no exercise, no reference and no expected value. Whatever it sends is judged by the parent.
"""

from __future__ import annotations

import importlib.util
import os
import random
import re
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import numpy as np

from grader.child import wire
from grader.child.cells import Cells, Shell
from grader.child.confine import WIRE
from grader.core.errors import is_of_the_machine
from grader.core.handout import MODULES
from grader.probes.context import Context
from grader.probes.exceptions import describe
from grader.probes.observe import observe

_SPARE = 4 << 20  # bytes; never touched, so that they count against the limit but cost nothing


class Worker:
    """Answers the parent's questions with the student's notebook and the lab's modules.

    cells: runs the notebook's cells
    modules: the lab's own modules, by name ("given", "plots", "probes")
    preloaded: source and module of files that the warm process has imported, by file name
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.modules: dict[str, ModuleType] = {}
        self.preloaded: dict[str, tuple[bytes, ModuleType]] = {}

    def preload(self, path: Path) -> None:
        """Import one of the lab's modules, so that no session has to compile it."""
        self.preloaded[path.name] = path.read_bytes(), _load_module(path)

    def begin(self) -> socket.socket:
        """Open the wire of this process, which has just been confined, and report that."""
        random.seed(0)  # a fork reseeds it; NumPy's and torch's states are those of the warm process
        Shell.scratch = os.getcwd()
        link = socket.socket(fileno=WIRE)
        wire.send(link, {"id": "", "confined": True})
        return link

    def serve(self, link: socket.socket) -> None:
        """Answer the parent's questions until it goes away."""
        spare = _reserve_memory()
        questions = wire.Questions(link)
        with suppress(EOFError, OSError):
            while True:
                spare = spare or _reserve_memory()
                question = questions.next()
                try:
                    answer = self.answered(question)
                except MemoryError:
                    spare = None  # freed, so that the report fits
                    answer = wire.frame({"id": question["id"], "status": "out of memory", "error": "MemoryError"})
                link.sendall(answer)

    def answered(self, question: dict[str, Any]) -> bytes:
        """Answer a question; the encoded frame."""
        if question["op"] == "probe":
            most = question.get("most", wire.MOST_ARRAYS)
            answer, types, values = self.probe(question["name"], question["probe"], question["inputs"], most)
            return wire.observation_frame({"id": question["id"], **_mark_blocked(answer)}, types, values)
        if question["op"] == "cell":
            answer = _mark_blocked(self.cells.run(question["source"], question["cell"], question["output"]))
        else:
            answer = self.files(question["files"])
        return wire.frame({"id": question["id"], **answer})

    def files(self, files: dict[str, np.ndarray]) -> dict[str, Any]:
        """Write files into the scratch folder, and import the lab's modules among them.

        A file whose own name or place is refused is left out; any other failure is the answer.
        """
        left_out = []
        for name, data in files.items():
            path = Path(*PurePosixPath(name).parts)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data.tobytes())
            except OSError as error:
                if is_of_the_machine(error) or path.stem in MODULES:
                    return {"status": "raised", "error": f"{name}: {describe(error)}"}
                left_out.append(name)
        for name in MODULES:
            if f"{name}.py" not in files:
                continue
            try:
                source, module = self.preloaded.get(f"{name}.py", (None, None))
                if module is None or source != files[f"{name}.py"].tobytes():
                    module = _load_module(Path(os.getcwd(), f"{name}.py"))
                self.modules[name] = sys.modules[name] = module
            except BaseException as error:
                return {"status": "raised", "error": f"{name}.py: {describe(error)}"}
        return {"status": "ok", "error": "", "left_out": left_out}

    def probe(
        self, name: str, probe: str, inputs: Any, most: int
    ) -> tuple[dict[str, Any], Mapping[str, str], Mapping[str, np.ndarray]]:
        """Exercise the object called `name`; the outcome, the types of all observed values, and the arrays.

        inputs: not stored, and may be changed. most: bytes of arrays in return.
        """
        namespace = self.cells.namespace
        if name not in namespace:
            return {"status": "missing", "error": f"nothing is called {name}"}, {}, {}
        context = Context(self.modules.get("given"), namespace, self.modules.get("probes"))
        observation = observe(probe, namespace[name], inputs, context, copy=False)
        answer: dict[str, Any] = {
            "status": observation.status,
            "notes": [note[:300] for note in observation.notes],
            "error": observation.error,
            "error_type": observation.error_type,
            "trace": list(observation.trace),
        }
        size = sum(value.nbytes for value in observation.values.values())
        count = len(observation.types)
        if size > most or count > wire.MOST_VALUES:
            allowed = f"{most >> 20} MB in {wire.MOST_VALUES} values are allowed"
            error = f"the result is too large: {size >> 20} MB in {count} values, where {allowed}"
            too_large = {"status": "raised", "error": error, "error_type": ""}
            return {**answer, **too_large}, {}, {}
        return answer, observation.types, observation.values


def _mark_blocked(answer: dict[str, Any]) -> dict[str, Any]:
    """Set the status of an answer to "blocked" where its error is about a path outside the scratch folder."""
    if answer["status"] == "raised" and _is_path_outside(answer["error"]):
        answer["status"] = "blocked"
    return answer


def _is_path_outside(error: str) -> bool:
    """Whether an error is about a file outside the scratch folder, which under bubblewrap is missing, not refused."""
    found = re.match(r"FileNotFoundError: .*'(/[^']*)'$", error)
    return found is not None and not found[1].startswith(Shell.scratch + "/")


def _reserve_memory() -> mmap | None:
    with suppress(OSError):
        return mmap(-1, _SPARE, flags=MAP_PRIVATE | MAP_ANONYMOUS)
    return None


def _load_module(path: Path) -> ModuleType:
    """Load a file as a module, which an `import` of its name finds meanwhile."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(path.stem)
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    finally:
        if before is None:
            del sys.modules[path.stem]
        else:
            sys.modules[path.stem] = before
    return module
