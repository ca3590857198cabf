"""The record of a probe, and the shapes of the functions that it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.probes.context import Context

Pairs = Iterator[tuple[str, Any]]
#: Exercises a task: (task, inputs, context, notes) -> (label, value) pairs. It may add to the notes.
Run = Callable[[Callable[..., Any], Mapping[str, Any], Context, list[str]], Pairs]
#: Loads what a probe needs and a task is not to be timed for: (inputs, context).
Prepare = Callable[[Mapping[str, Any], Context], None]
#: The source of one of the inputs, by its key.
Spell = Callable[[str], str]
#: Writes a case as code: (the task's name, inputs, spell) -> lines that exercise the task as `run` does.
Code = Callable[[str, Mapping[str, Any], Spell], list[str]]
#: Cuts a case at a label: (inputs, label) -> the inputs up to there, and the expression that the label stands for.
Shorten = Callable[[Mapping[str, Any], str], tuple[dict[str, Any], str]]


def whole(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; the value is called `result` in the code, whatever its label."""
    return dict(inputs), "result"


@dataclass(frozen=True)
class Probe:
    """A way to exercise a task, to observe it, and to write a failing case as code.

    name: what recordings, and questions to the child, call it
    run: exercises a task and yields what is observed, a label and a value each
    code: writes a case as code that a student can run; None where a case shows its inputs alone
    shorten: cuts a case's inputs after the step that a label names, and gives the label's expression in that code
    derived: whether facts are computed outside from what is observed, and compared in its place (grader.facts)
    prepare: loads what takes seconds the first time (a framework), before the clock of the task starts; or None
    """

    name: str
    run: Run
    code: Code | None = None
    shorten: Shorten = whole
    derived: bool = False
    prepare: Prepare | None = None


def labelled(labels: Sequence[str] | None, result: Any) -> Pairs:
    """Yield the values of a returned tuple by their labels, or what was returned instead."""
    if labels and isinstance(result, tuple | list) and len(result) == len(labels):
        yield from zip(labels, result, strict=True)
    else:
        yield labels[0] if labels and len(labels) == 1 else "result", result
