"""Find options that change nothing: the answer is asked again with another value and gives the very same numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.core.records import Observation
from grader.core.suspect import Suspect
from grader.judge import sentences
from grader.judge.diagnose import Diagnosis
from grader.judge.features import given_option
from grader.judge.traces import CaseRun, shows

#: Runs an answer on a case's inputs with something changed; None where that is not worth it.
Ask = Callable[[CaseRun, Mapping[str, Any]], Observation | None]

#: Names of mistakes that say which option is ignored.
IGNORED = re.compile(r"(?:ignores the given )?(\w+?)(?: ignored)?\Z")
#: On so many cases an option is changed; it has to change nothing on each.
_CASES = 3


def ignored_options(runs: Sequence[CaseRun], singles: Sequence[Suspect], ask: Ask) -> Diagnosis | None:
    """Name the options that an answer ignores, of those whose catalogue says what ignoring them does.

    An option counts where ignoring it would change the solution's numbers. Two other values have to give exactly the
    same as before on every such case that is tried.

    runs: of every case; public ones are asked again
    singles: the known mistakes
    ask: runs the answer again
    """
    found: dict[str, Suspect] = {}
    for suspect in singles:
        option = IGNORED.match(suspect.name) if "ignore" in suspect.name else None
        if option and option[1] not in found and _changes_nothing(option[1], suspect, runs, ask):
            found[option[1]] = suspect
    if not found:
        return None
    hints = dict.fromkeys(hint for suspect in found.values() for hint in suspect.hints)
    name = " + ".join(suspect.name for suspect in found.values())
    return Diagnosis(name, tuple(hints), sentences.changes_nothing(list(found)))


def _changes_nothing(option: str, suspect: Suspect, runs: Sequence[CaseRun], ask: Ask) -> bool:
    tried = 0
    for run in runs:
        given = given_option(run.inputs, option)
        if tried == _CASES or not run.public or given is None or not shows(suspect.observe(run.key), run):
            continue
        others = list(other_values(given[1]))
        if len(others) < 1:
            continue
        for other in others:
            again = ask(run, with_option(run.inputs, given[0], option, other))
            if again is None or not identical(run.observation, again):
                return False
        tried += 1
    return tried > 0


def with_option(inputs: Mapping[str, Any], key: str, option: str, value: Any) -> dict[str, Any]:
    return {**inputs, key: {**inputs[key], option: value}}


def other_values(value: Any) -> Iterator[Any]:
    """Yield other values of an option that are as valid as this one: between it and 0, and a little above."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, float) and value:
        yield value / 2
        yield (value + 1) / 2 if 0 < value < 1 else 2 * value
    elif isinstance(value, list | tuple) and value and all(isinstance(part, float) for part in value):
        yield type(value)(part / 2 for part in value)
        yield type(value)((part + 1) / 2 for part in value)
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
        yield value / 2
        yield value + 1


def identical(one: Observation, other: Observation) -> bool:
    """Whether two runs gave the very same numbers, and any at all."""
    if one.status != "ok" or other.status != "ok" or one.values.keys() != other.values.keys():
        return False
    pairs = [(np.asarray(one.values[label]), np.asarray(other.values[label])) for label in one.values]
    return any(a.size for a, _ in pairs) and all(np.array_equal(a, b) for a, b in pairs)
