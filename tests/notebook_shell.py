"""A notebook's kernel in this process: IPython's shell in a lab's folder, with recordings of real exercises."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.authoring.build import stub
from grader.authoring.record import record
from grader.core.recording import path_of, save
from grader.course.edits import apply_edits
from grader.course.exercise import Exercise
from grader.course.loader import find_course

LAB = "06_optimizers"


@cache
def exercise(name: str) -> Exercise:
    return find_course(Path(__file__).parent).lab(LAB).exercise(name)


def mistaken(name: str, mistake: str) -> str:
    """The source of a solution with one of its known mistakes."""
    chosen = exercise(name)
    return apply_edits(chosen.text, next(w.edits for w in chosen.wrong if w.name == mistake))


def make_lab(folder: Path, *names: str, feedback: str = "hints") -> Path:
    """A lab's folder as students have it, with the recordings of these exercises."""
    lab = find_course(Path(__file__).parent).lab(LAB)
    for name in names:
        chosen = lab.exercise(name)
        save(path_of(folder, name), record(lab, chosen, feedback, stub(chosen)))
    (folder / "given.py").write_bytes((lab.path / "given.py").read_bytes())
    return folder


class Notebook:
    """Runs cells as a kernel does, with every cell's source kept where tracebacks look for it."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        sys_modules = sys.modules.get("__main__")
        self.shell = InteractiveShell(config=config)
        if sys_modules is not None:  # the shell takes that name for its own module
            sys.modules["__main__"] = sys_modules
        self.run("import numpy as np\nfrom grader import check")

    def run(self, source: str) -> Any:
        """Run a cell; the value where it is one expression. Raises what the cell raised."""
        try:
            compile(source, "", "eval")
        except SyntaxError:
            expression = False
        else:
            expression = True
        self.shell.run_cell(f"_value = {source}" if expression else source, silent=True).raise_error()
        return self.shell.user_ns["_value"] if expression else None
