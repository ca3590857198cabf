"""Encode nested lists and dicts of arrays as JSON beside a raw buffer, and decode them.

The wire and recorded checks use this encoding. No pickle, no np.load: a reader knows every size before it allocates,
and refuses dtypes that are not on the list.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

#: dtypes that may travel, by numpy's short name ("<f8"); little-endian or one byte wide.
DTYPES = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"])
MAX_DIMS = 8
MAX_SIDE = 1 << 31
_KINDS = {name: np.dtype(name) for name in DTYPES}
_EMPTY = np.empty(0, np.uint8)
_SCALARS = frozenset([bool, int, float, str, type(None)])
_TEXT = json.JSONEncoder(separators=(",", ":"))
_ARRAY = "$array"  # the key that marks an array's place in the JSON


def pack(tree: Any) -> tuple[bytes, bytes]:
    """Encode a tree of dicts (string keys), lists, tuples, scalars and arrays as JSON text and one buffer.

    Tuples are decoded as lists. Raises TypeError for anything else, and for dtypes off the list.
    """
    buffers: list[bytes] = []
    offset = 0

    def encode(node: Any) -> Any:
        kind = type(node)
        if kind in _SCALARS:
            return node
        if kind is dict:
            return {_string(key): encode(value) for key, value in node.items()}
        if kind is list or kind is tuple:
            return [encode(item) for item in node]
        if kind is np.ndarray:
            return place(node)
        return encode_other(node)

    def encode_other(node: Any) -> Any:
        if isinstance(node, np.ndarray | np.generic):
            return place(np.asarray(node))
        if isinstance(node, Mapping):
            return {_string(key): encode(value) for key, value in node.items()}
        if isinstance(node, list | tuple):
            return [encode(item) for item in node]
        if isinstance(node, bool | int | float | str):
            return node
        raise TypeError(f"{type(node).__name__} does not travel")

    def place(array: np.ndarray) -> dict[str, Any]:
        nonlocal offset
        dtype = array.dtype.str
        if dtype not in DTYPES:
            array = array.astype(array.dtype.newbyteorder("<"), copy=False)
            dtype = array.dtype.str
            if dtype not in DTYPES:
                raise TypeError(f"arrays of dtype {array.dtype} do not travel")
        buffers.append(array.tobytes())
        start, offset = offset, offset + array.nbytes
        return {_ARRAY: [dtype, array.shape, start]}

    text = _TEXT.encode(encode(tree)).encode()
    return text, b"".join(buffers)


def unpack(text: bytes, buffer: bytes | memoryview, *, trusted: bool = False) -> Any:
    """Decode the tree that `pack` encoded; its arrays are new and writable.

    trusted: `pack` is known to have written it, so nothing is checked

    Raises ValueError for anything malformed: not JSON, a dtype off the list, more than eight
    dimensions, a negative one, an array that does not lie inside the buffer, or more bytes of arrays than it has.
    """
    if trusted:
        flat = np.frombuffer(buffer, np.uint8) if len(buffer) else _EMPTY
        return json.loads(text, object_hook=lambda node: _placed(node[_ARRAY], flat) if _ARRAY in node else node)
    view = memoryview(buffer)
    left = len(view)

    def place(node: dict[str, Any]) -> Any:
        nonlocal left
        if _ARRAY not in node:
            return node
        array = _array(node, view)
        left -= array.nbytes
        if left < 0:  # else a few bytes of text could copy the whole buffer, again and again
            raise ValueError("the arrays hold more bytes than the buffer")
        return array

    try:
        return json.loads(text, object_hook=place)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except (KeyError, TypeError) as error:
        raise ValueError(f"malformed tree: {error}") from error


def _array(node: dict[str, Any], buffer: memoryview) -> np.ndarray:
    dtype, shape, offset = node[_ARRAY]
    if len(node) != 1 or dtype not in DTYPES:
        raise ValueError(f"dtype {str(dtype)[:20]!r} is not on the list")
    if not isinstance(shape, list) or len(shape) > MAX_DIMS:
        raise ValueError("shape is not a list of at most eight numbers")
    for number in (*shape, offset):
        if type(number) is not int or not 0 <= number <= MAX_SIDE:
            raise ValueError("a shape or an offset is out of bounds")
    kind = _KINDS[dtype]
    count = math.prod(shape)
    if offset + count * kind.itemsize > len(buffer):
        raise ValueError("an array reaches past the end of the buffer")
    flat = np.frombuffer(buffer, kind, count, offset) if count else np.empty(0, kind)
    return flat.reshape(shape).copy()


def _placed(place: tuple[str, list[int], int], buffer: np.ndarray) -> np.ndarray:
    dtype, shape, offset = place
    return np.ndarray(shape, _KINDS[dtype], buffer, offset).copy()


def arrays_map(function: Callable[[np.ndarray], Any], node: Any) -> Any:
    """Apply a function to every array of a tree. Containers are new, other values are shared."""
    if isinstance(node, np.ndarray):
        return function(node)
    if isinstance(node, Mapping):
        return {key: arrays_map(function, value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [arrays_map(function, item) for item in node]
    return node


def copied(tree: Any) -> Any:
    """Copy a tree with its arrays and containers."""
    return arrays_map(np.array, tree)


def same(left: Any, right: Any) -> bool:
    """Compare two trees bit by bit: NaN equals NaN, and -0.0 does not equal 0.0."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        alike = left.shape == right.shape and left.dtype == right.dtype
        return alike and left.tobytes() == right.tobytes()
    if isinstance(left, list) and isinstance(right, list):  # first, because most trees are lists
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and not isinstance(left, str):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _string(key: Any) -> str:
    if not isinstance(key, str) or key == _ARRAY:
        raise TypeError(f"{key!r} cannot be a key")
    return key


def relaid(node: Any, layout: str) -> Any:
    """Change the memory layout of every array of a tree; see `laid_out`."""
    if isinstance(node, Mapping):
        return {key: relaid(value, layout) for key, value in node.items()}
    if isinstance(node, list):
        return [relaid(value, layout) for value in node]
    return laid_out(node, layout) if isinstance(node, np.ndarray) and node.ndim else node


def laid_out(array: np.ndarray, layout: str) -> np.ndarray:
    """Copy an array to another memory layout: "C", "F", or "strided", a view of every other column."""
    if layout != "strided":
        return np.array(array, order="F" if layout == "F" else "C")
    return np.repeat(array, 2, axis=-1)[..., ::2]
