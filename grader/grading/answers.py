"""Bound what answers of a student's process hold in the grader's memory, by what is expected of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.core.arrays import Arrays
from grader.core.records import Observation

#: Bytes of arrays that an answer may have beyond twice what is expected.
_SURPLUS = 8 << 20
#: Bytes of arrays beyond twice what is expected, above which those of another shape are reduced to their shape.
_LARGE = 1 << 20
#: Values beyond those expected, above which those that are not expected are left out.
_MANY = 500


def arrays_allowed(expected: Observation) -> int:
    """Compute the bytes of arrays that an answer may have."""
    return _SURPLUS + 2 * _size(expected)


def without_surplus(got: Observation, expected: Observation) -> Observation:
    """Reduce a large answer to what is compared: the values expected, and of another shape no more than that.

    Such an array differs whatever its elements are; in its place stands one that takes no memory.
    """
    if _size(got) <= _LARGE + 2 * _size(expected) and len(got.types) <= _MANY + len(expected.types):
        return got
    values = {}
    for label in expected.values:
        if label in got.values:
            dtype, shape = _kind(got, label)
            same = shape == _kind(expected, label)[1]
            values[label] = got.values[label] if same else np.broadcast_to(np.zeros((), dtype), shape)
    types = {label: got.types[label] for label in expected.types if label in got.types}
    return replace(got, values=values, types=types)


def _kind(observation: Observation, label: str) -> tuple[np.dtype, tuple[int, ...]]:
    """Look up dtype and shape of a value, without a copy of it."""
    values = observation.values
    if isinstance(values, Arrays):
        return values.layout.places[label][:2]
    return values[label].dtype, values[label].shape


def _size(observation: Observation) -> int:
    """Sum up the bytes of all arrays."""
    values = observation.values
    return values.layout.size if isinstance(values, Arrays) else sum(array.nbytes for array in values.values())
