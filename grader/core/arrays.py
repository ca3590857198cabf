"""Encode labelled arrays as one buffer, with a layout that says where each lies.

Observations travel and are compared in this form, because a class gives thousands of small arrays, nearly all as
expected: two observations of one layout are compared as two vectors, and an array is made only when it is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.core.tree import DTYPES, MAX_DIMS, MAX_SIDE

_TEXT = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_CACHED = 1 << 12  # bytes of text of the largest layout that is cached
_TOO_LARGE = 1 << 63  # bytes, axes of length 0 left out: NumPy makes no such array, even where it is empty
_FLOATS = ("<f4", "<f8")


@dataclass(frozen=True, eq=False)
class Layout:
    """The types of an observation's values, and where the arrays among them lie in its buffer.

    text: the layout as it travels; equal texts are equal layouts
    types: type names by label, in the order observed
    places: dtype, shape, offset in bytes and count of elements by label, of every array
    size: bytes of all arrays
    vector: the one float dtype of all values, or None where some have another dtype or are no arrays
    """

    text: bytes
    types: Mapping[str, str]
    places: Mapping[str, tuple[np.dtype, tuple[int, ...], int, int]]
    size: int
    vector: np.dtype | None


class Arrays(Mapping[str, np.ndarray]):
    """The arrays of a layout, by label; each access makes a new, writable array.

    buffer: uint8, (layout.size,)

    Raises ValueError for a buffer of another length.
    """

    def __init__(self, layout: Layout, buffer: np.ndarray) -> None:
        if len(buffer) != layout.size:
            raise ValueError(f"{len(buffer)} bytes of arrays where the layout says {layout.size}")
        self.layout = layout
        self._buffer = buffer
        self._allowances: dict[tuple[float, float], np.ndarray | None] = {}

    def __getitem__(self, label: str) -> np.ndarray:
        dtype, shape, offset, count = self.layout.places[label]
        return self._buffer[offset : offset + count * dtype.itemsize].copy().view(dtype).reshape(shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self.layout.places)

    def __len__(self) -> int:
        return len(self.layout.places)

    @property
    def vector(self) -> np.ndarray | None:
        """Concatenate all values as float64, (number of elements,); None where they are not of one float dtype."""
        dtype = self.layout.vector
        return None if dtype is None else self._buffer.view(dtype).astype(np.float64, copy=False)

    def number(self, place: int) -> float:
        """Return one element of `vector`."""
        dtype = self.layout.vector
        if dtype is None:
            raise TypeError("these values are no vector")
        return float(np.frombuffer(self._buffer, dtype, 1, place * dtype.itemsize)[0])

    def allowance(self, rtol: float, atol: float) -> np.ndarray | None:
        """Compute atol + rtol * |vector|, or None where not all of it is finite. Cached for many comparisons."""
        if (rtol, atol) not in self._allowances:
            vector = self.vector
            finite = vector is not None and bool(np.isfinite(vector).all())
            self._allowances[rtol, atol] = atol + rtol * np.abs(vector) if finite and vector is not None else None
        return self._allowances[rtol, atol]


def scaled(images: np.ndarray) -> np.ndarray:
    """Scale images of bytes to float32 from 0 to 1; others stay as they are."""
    return images.astype(np.float32) / np.float32(255) if images.dtype == np.uint8 else images


def travels(array: np.ndarray) -> bool:
    """Tell whether an array has a dtype that can be encoded; long doubles, for example, do not."""
    return array.dtype.str in DTYPES or array.dtype.newbyteorder("<").str in DTYPES


def written(types: Mapping[str, str], values: Mapping[str, np.ndarray]) -> tuple[bytes, bytes]:
    """Encode values as the text of a layout and a buffer.

    types: type names of all values, by label
    values: those that are arrays; one of a dtype that cannot be encoded is left out, and its type says so
    """
    rows: list[tuple[Any, ...]] = []
    parts = []
    for label, kind in types.items():
        array = values.get(label)
        if array is None:
            rows.append((label, kind))
            continue
        dtype = array.dtype.str
        if dtype not in DTYPES:
            array = array.astype(array.dtype.newbyteorder("<"))
            dtype = array.dtype.str
            if dtype not in DTYPES:
                rows.append((label, f"{kind} of {array.dtype.name}" if kind == "ndarray" else kind))
                continue
        rows.append((label, kind, dtype, array.shape))
        parts.append(array.tobytes())
    return _TEXT.encode(rows).encode(), b"".join(parts)


def read_layout(text: bytes) -> Layout:
    """Decode the layout that `written` encoded. Small ones are cached: a whole class sends the same.

    Raises ValueError for anything malformed: not JSON, a dtype off the list, more than eight dimensions, a negative
    one, a label that occurs twice.
    """
    return _cached(text) if len(text) <= _CACHED else _read(text)


@lru_cache(maxsize=256)
def _cached(text: bytes) -> Layout:
    return _read(text)


def _read(text: bytes) -> Layout:
    try:
        rows = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(rows, list):
        raise ValueError("a layout that is no list")
    types: dict[str, str] = {}
    places: dict[str, tuple[np.dtype, tuple[int, ...], int, int]] = {}
    offset = 0
    for row in rows:
        if not isinstance(row, list) or len(row) not in (2, 4) or not all(isinstance(part, str) for part in row[:3]):
            raise ValueError("a layout's row is not label, type, dtype and shape")
        label, kind = row[:2]
        if label in types:
            raise ValueError("a label stands there twice")
        types[label] = kind
        if len(row) == 4:
            dtype, shape = _kind(row[2]), _shape(row[3])
            count = math.prod(shape)
            if math.prod(max(side, 1) for side in shape) * dtype.itemsize >= _TOO_LARGE:
                raise ValueError("no array can have such a shape")
            places[label] = (dtype, shape, offset, count)
            offset += count * dtype.itemsize
    found = {place[0].str for place in places.values()}
    one = found.pop() if len(found) == 1 and len(places) == len(types) else ""
    return Layout(text, types, places, offset, np.dtype(one) if one in _FLOATS else None)


def _kind(name: str) -> np.dtype:
    if name not in DTYPES:
        raise ValueError(f"dtype {name[:20]!r} is not on the list")
    return np.dtype(name)


def _shape(shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, list) or len(shape) > MAX_DIMS:
        raise ValueError("shape is not a list of at most eight numbers")
    if not all(type(side) is int and 0 <= side <= MAX_SIDE for side in shape):
        raise ValueError("a shape is out of bounds")
    return tuple(shape)
