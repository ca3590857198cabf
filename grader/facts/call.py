"""Facts of the probe `call`: how many elements a returned list has."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from grader.core.records import Observation
from grader.facts.facts import Facts, Pairs, value_at


def needed(inputs: Mapping[str, Any]) -> bool:
    """Return whether the elements of a list are observed one by one."""
    return bool(inputs.get("items"))


def compute(inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None) -> Pairs:
    """Yield the number of elements, then each as it was observed."""
    items = inputs["items"]
    count = 0
    while f"{items}[{count}]" in observation.types:
        count += 1
    if count or not observation.types:  # something else was returned where neither holds
        yield f"number of {items}", count
    for label in observation.types:
        yield label, value_at(observation, label)


call = Facts("call", compute, needed)
