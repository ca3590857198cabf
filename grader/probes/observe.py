"""Find a probe by its name, run it on a task, and record whatever happens as an Observation.

A probe runs in the confined child on the student's task, and outside on the solution, its edits and the oracle.
It knows no right answer: comparing is done elsewhere, from the arrays.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from grader.core.records import Observation, Outcome
from grader.core.tree import copied
from grader.probes.call import call
from grader.probes.context import Context
from grader.probes.draws import draws
from grader.probes.exceptions import STUDENT_FILES, describe, outcome_of, student_lines
from grader.probes.fit import fit
from grader.probes.layer import layer
from grader.probes.probe import Probe
from grader.probes.trajectory import trajectory

#: The probes that every lab may use, by name.
PROBES: dict[str, Probe] = {probe.name: probe for probe in (call, trajectory, layer, fit, draws)}


def find(name: str, lab: ModuleType | None = None) -> Probe:
    """Find a probe by its name: one of PROBES, else one that the lab's probes.py defines under that name.

    lab: the lab's probes.py, or None where it has none.

    Raises LookupError where neither has it.
    """
    probe = PROBES.get(name) or getattr(lab, name, None)
    if not isinstance(probe, Probe) or probe.name != name:
        places = "grader.probes" if lab is None else "grader.probes or the lab's probes.py"
        raise LookupError(f"{places} has no probe called {name!r}")
    return probe


def observe(
    probe: str | Probe,
    task: Callable[..., Any],
    inputs: Mapping[str, Any],
    context: Context | None = None,
    student_files: Sequence[str] = STUDENT_FILES,
    *,
    copy: bool = True,
) -> Observation:
    """Exercise a task and record what happens as an Observation, exceptions included.

    probe: a record, or a name that `find` knows
    task: the class or function
    inputs: of the probe; the task gets a copy of them
    context: what the probe may look names up in
    student_files: file names whose frames a traceback keeps
    copy: False hands the inputs themselves to the task, where they are not used again
    """
    values: dict[str, np.ndarray] = {}
    types: dict[str, str] = {}
    notes: list[str] = []
    status: Outcome = "ok"
    error = error_type = ""
    trace: tuple[str, ...] = ()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        try:
            context = context or Context()
            found = probe if isinstance(probe, Probe) else find(probe, context.probes)
            if found.prepare is not None:
                found.prepare(inputs, context)
                start = time.perf_counter()
            for label, value in found.run(task, copied(inputs) if copy else inputs, context, notes):
                types[label] = type(value).__name__
                array = as_array(value)
                if array is not None:
                    values[label] = array
                elif isinstance(value, np.ndarray):  # of objects, texts, dates: its type alone would not tell
                    types[label] += f" of {value.dtype.name}"
        except BaseException as raised:  # a student may raise SystemExit or KeyboardInterrupt
            status, error, error_type = outcome_of(raised), describe(raised), type(raised).__name__[:200]
            trace = student_lines(raised, student_files)
    seconds = time.perf_counter() - start
    notes += [f"warns: {warning.category.__name__}: {warning.message}" for warning in caught]
    noted = tuple(dict.fromkeys(notes))[:10]
    return Observation(status, values, types, noted, error, trace, seconds, error_type=error_type)


def as_array(value: Any) -> np.ndarray | None:
    """Copy a value as an array; None where it is no array of numbers."""
    if type(value) is np.ndarray:  # nearly always
        return value.copy() if value.dtype.kind in "biufc" else None
    if type(value).__name__ == "Tensor" and hasattr(value, "detach"):
        value = value.detach().numpy()
    if not isinstance(value, np.ndarray | np.generic | bool | int | float | complex | list | tuple):
        return None
    try:
        array = np.array(value, subok=False)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in "biufc" else None
