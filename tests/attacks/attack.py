"""One attack as a record: what it tries, what must come of it, and what stops it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Notebook = dict[str, Any]

#: What stops attacks, and the rungs of the ladder that have it. Where an attack names several, each would do alone.
LAYERS = {
    "process boundary": "ABCDE",  # no answer, label or judgement is ever in the child
    "judging outside": "ABCDE",  # verdicts come from arrays, in another process
    "secret inputs": "ABCDE",
    "clean start": "ABCDE",  # environment, descriptors, arguments and memory of the warm process
    "allowed imports": "ABCDE",
    "wire": "ABCDE",  # frames with caps, read by the parent
    "merge": "ABCDE",  # sources on the released notebook
    "reading with caps": "ABCDE",
    "report": "ABCDE",  # escaping, and caps on what is shown
    "rlimits": "ABCDE",
    "watchdog": "ABCDE",
    "own disk": "ABC",  # and D and E where the machine allows it
    "seccomp": "ABCDE",
    "no shell": "ABCDE",  # magics that start programs are recorded, not run
    "replay": "ABCDE",  # a fresh process for the rest of the notebook
    "Landlock": "ABC",
    "Landlock's network rules": "AB",
    "Landlock's signal rules": "AB",
    "another user": "E",
    "bubblewrap": "AD",
}
RUNGS = "ABCDE"
FILES = ("bubblewrap", "Landlock", "another user")
#: Why there is no build without a layer.
BY_CONSTRUCTION = {
    "process boundary": "nothing of the kind is ever in the process",
    "judging outside": "verdicts come from arrays alone, in another process",
    "secret inputs": "whatever is graded is graded on inputs from the course's seed",
    "clean start": "the process starts with nothing of the kind",
    "wire": "an answer reaches the grader in no other way than through its parser",
    "merge": "cells reach the process in no other way than merged onto the released notebook",
    "reading with caps": "a notebook is read in no other way than as data of bounded size",
    "report": "pages are made of plain records in no other way than escaped",
    "no shell": "the notebook's shell is built without magics that start programs",
    "replay": "the rest of a notebook is run in no other way than in a fresh process",
    "allowed imports": "the scratch folder stands last on the search path",
}
#: Statuses that tell what an attack ran into, so that it cannot come to nothing unnoticed.
TELLING = {"killed", "timed out", "out of memory", "blocked", "raised", "missing"}

#: What a report says of a cell that reached for what it may not: refused, or not there.
REFUSED = r"its cell ended in PermissionError: "
NOT_THERE = r"its cell ended in (PermissionError|FileNotFoundError): "
#: Defines `call`, for system calls by number; whatever is not refused tells so.
CALLS = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def call(*arguments):
    ctypes.set_errno(0)
    result = libc.syscall(*arguments)
    if result != -1 or ctypes.get_errno() not in (1, 13, 38):
        print(@WON@, arguments, result, ctypes.get_errno())

"""
DIFFERS = r"differ|not the array|expected|has the shape|is a "
USED_UP = r"used \d+\.\d s, \d+\.\d s over the limit of 1 s, of CPU time"

Status = Literal[
    "right", "wrong", "raised", "not attempted", "timed out", "out of memory", "killed", "missing", "blocked"
]
#: answer: before an answer that does nothing, in its cell. step: the body of that answer's `step`.
#: whole: in place of the answer. own: in a cell of its own before an answer that does nothing.
Place = Literal["answer", "step", "whole", "own"]


@dataclass(frozen=True)
class Attack:
    """An attempt at the points of one exercise, at secrets, or at the machine.

    tries: one sentence, in the third person. layers: what stops it, see LAYERS.
    source: Python for the place; @NAME@ stands for what `stage.py` fills in, and @WON@ for a text that, if it is
    ever printed, tells that the attack got through.
    change: edits the whole notebook, in place; raw: what is handed in instead of the notebook.
    files: handed in beside the notebook. status, says: what may become of the attacked exercise, and what its
    message must match; says of an attack on the notebook is looked for in what was put right, or in the error.
    earns: the answers are right, and the attack must not cost them anything. unreadable: nothing can be graded.
    costs: exercises after it that the student's own code may ruin. nbgrader: also goes through autograde.
    x86: names system calls by their numbers on x86-64.
    exercise: the one that is attacked, see SCENES in notebooks.py.
    succeeds: what the attacked exercise's message matches where its layers are switched off, for an attack that
    cannot print @WON@. unproven: why it is not tried there, for one that could be by its layers.
    """

    tries: str
    layers: tuple[str, ...]
    source: str = ""
    place: Place = "answer"
    status: tuple[Status, ...] = ("wrong",)
    says: str = r"\w"
    change: Callable[[Notebook], object] | None = None
    raw: Callable[[Notebook], bytes] | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    earns: bool = False
    unreadable: bool = False
    costs: tuple[str, ...] = ()
    nbgrader: bool = False
    x86: bool = False
    exercise: str = "Adam"
    succeeds: str = ""
    unproven: str = ""

    def outcome(self, rung: str) -> str:
        """What becomes of it on a rung: "holds" or "open"."""
        return "holds" if any(rung in LAYERS[layer] for layer in self.layers) else "open"
