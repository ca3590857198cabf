"""Facts of the probe `draws`: statistics of a draw with their bounds, and whether the seed is obeyed."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.core.records import Observation
from grader.facts.facts import Facts, Pairs, Value, value_at
from grader.facts.statistics import statistics

#: The most numbers of a draw that statistics are computed of; a larger one has another shape than any exercise's.
_MOST = 1 << 20


def compute(inputs: Mapping[str, Any], observation: Observation, given: ModuleType | None) -> Pairs:
    """Yield dtype, shape and statistics of the first draw, and how it compares with the others.

    Yields what was drawn as `result` where that is no array of numbers.
    """
    drawn = value_at(observation, "draw")
    if drawn is None:
        return
    if drawn.kind != "ndarray" or drawn.array is None:
        yield "result", drawn
        return
    first = drawn.array
    yield "result", np.zeros(0, _judged_dtype(first.dtype))
    yield "number of axes", first.ndim
    yield "shape", Value("tuple", np.array(first.shape))
    if first.size > _MOST:
        return
    yield from statistics(first).items()
    yield "the same seed draws the same", _equal(observation, "sample", "sample of the same seed")
    yield "another seed draws the same", _equal(observation, "sample", "sample of another seed")
    yield "a second draw is the same", _equal(observation, "sample", "sample of a second draw")
    states = observation.values.get("global random state")
    alone = states is not None and states.ndim == 2 and np.array_equal(states[::2], states[1::2])
    yield "NumPy's global random state is left alone", bool(alone)


def _equal(observation: Observation, one: str, other: str) -> bool:
    """Compare two samples exactly; what is no array of numbers equals nothing."""
    left, right = observation.values.get(one), observation.values.get(other)
    arrays = observation.types.get(one) == observation.types.get(other) == "ndarray"
    return bool(arrays and left is not None and right is not None and np.array_equal(left, right))


def _judged_dtype(dtype: np.dtype) -> np.dtype:
    """Choose the dtype that is judged: float64 for any float of at least half its width."""
    return np.dtype(np.float64) if dtype.kind == "f" and dtype.itemsize >= 4 else dtype


draws = Facts("draws", compute)
