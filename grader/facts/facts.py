"""The record of a probe's facts, and how it is applied to an observation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from grader.core.records import Bounded, Observation

#: Labels and values: a `Value` of the observation's, a `Bounded` statistic, or anything that NumPy takes as numbers.
Pairs = Iterator[tuple[str, Any]]
#: Computes facts: (inputs, observation, the lab's given.py) -> (label, value) pairs. Whatever the arrays are, it does
#: not raise.
Compute = Callable[[Mapping[str, Any], Observation, ModuleType | None], Pairs]


@dataclass(frozen=True)
class Value:
    """A value as it was observed.

    kind: name of its type
    array: its numbers, or None where it has none
    """

    kind: str
    array: np.ndarray | None = None


@dataclass(frozen=True)
class Facts:
    """What is compared in place of a probe's arrays.

    probe: name of the probe whose observations it reads
    compute: computes the facts from the inputs and an observation
    needed: whether there is anything to compute for these inputs; else the arrays are compared as they are
    withheld: names of inputs that serve to compute facts alone; the process of the task does not get them
    """

    probe: str
    compute: Compute
    needed: Callable[[Mapping[str, Any]], bool] = lambda inputs: True
    withheld: tuple[str, ...] = ()

    def handed_over(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs that the process of the task gets."""
        return {key: value for key, value in inputs.items() if key not in self.withheld}


def derive(
    facts: Facts | None, inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None = None
) -> Observation:
    """Compute what is compared of an observation; without facts, or without need, that is the observation itself.

    facts: of the probe, or None
    inputs: of the run, with those that the process did not get
    observation: as the probe made it
    given: the lab's given.py, or None
    """
    if facts is None or not facts.needed(inputs):
        return observation
    values: dict[str, np.ndarray] = {}
    types: dict[str, str] = {}
    bounds: dict[str, float] = {}
    with np.errstate(all="ignore"):
        for label, value in facts.compute(inputs, observation, given):
            if isinstance(value, Bounded):
                bounds[label], value = value.allowed, value.value
            if not isinstance(value, Value):
                value = Value(type(value).__name__, np.array(value))
            types[label] = value.kind
            if value.array is not None:
                values[label] = value.array
    return replace(observation, values=values, types=types, bounds=bounds)


def value_at(observation: Observation, label: str) -> Value | None:
    """Look up a value as it was observed; None where there is none of that label."""
    kind = observation.types.get(label)
    return None if kind is None else Value(kind, observation.values.get(label))
