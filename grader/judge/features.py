"""Read from the inputs of a case what it varies, in words that hold for secret inputs too: classes, never values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

_COUNTS = ("no axes", "one axis", "two axes", "three axes", "four axes", "five axes", "six axes")
#: Keys of inputs that hold arrays; those of options are no inputs of this kind.
_ARRAYS = ("xs", "args", "params", "images", "arrays")
#: Keys of inputs that hold options by name.
_OPTIONS = ("options", "kwargs")
TWINS = "two arrays of one shape"
CHANGED = "changed on the way"


def features_of(inputs: Mapping[str, Any]) -> frozenset[str]:
    """List what is special in the inputs of a case, each as what follows "with": "four axes", "eps given"."""
    return frozenset(_features(inputs))


def axes_of(inputs: Mapping[str, Any]) -> int | None:
    """Return the number of axes of the inputs' largest array, or of the shape that is asked for; None without any."""
    arrays = list(_arrays(inputs))
    if arrays:
        return max(array.ndim for array in arrays)
    args = _list(inputs, "args")
    shape = args[0] if args else None
    return len(shape) if isinstance(shape, list | tuple) else None


def axes_in_words(number: int) -> str:
    """Return "two axes" for 2."""
    return _COUNTS[number] if number < len(_COUNTS) else f"{number} axes"


def _features(inputs: Mapping[str, Any]) -> Iterator[str]:
    arrays = list(_arrays(inputs))
    number = axes_of(inputs)
    if number is not None:
        yield axes_in_words(number)
    if any(array.dtype == np.float32 for array in arrays):
        yield "float32 arrays"
    if any(not array.size for array in arrays):
        yield "an empty array"
    layouts = [value for value in (inputs.get("order"), inputs.get("layout")) if isinstance(value, str)]
    if "F" in layouts:
        yield "column-major arrays"
    if "strided" in layouts:
        yield "every other element of larger arrays"
    for name in _OPTIONS:
        given = inputs.get(name)
        yield from (f"{key} given" for key in (given if isinstance(given, Mapping) else ()))
    yield from {f"{name} {CHANGED}" for step, values in changes_of(inputs) if step > 1 for name in values}
    if inputs.get("reuse") is True:
        yield "gradients in reused buffers"
    params = _list(inputs, "params")
    if len(params) > 1:
        yield "more than one array"
    if len({np.shape(p) for p in params if isinstance(p, np.ndarray)}) < len(params):
        yield TWINS
    if len(_list(inputs, "xs")) > 1:
        yield "more than one pass"
    steps = inputs.get("steps")
    if len(_list(inputs, "grads")) > 1 or (isinstance(steps, int) and steps > 1):
        yield "more than one step"


def changes_of(inputs: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """Return (step, values by attribute) of what is changed on the way; nothing where a probe has no such thing."""
    changes = inputs.get("changes")
    if not isinstance(changes, Mapping):
        return []
    return [(int(step), new) for step, new in changes.items() if str(step).isdigit() and isinstance(new, Mapping)]


def given_option(inputs: Mapping[str, Any], option: str) -> tuple[str, Any] | None:
    """Return under which key of the inputs an option is given, and its value."""
    for key in _OPTIONS:
        options = inputs.get(key)
        if isinstance(options, Mapping) and option in options:
            return key, options[option]
    return None


def _list(inputs: Mapping[str, Any], key: str) -> Sequence[Any]:
    """Return a list of the inputs; empty where it is none: other probes may mean something else by its name."""
    found = inputs.get(key)
    return found if isinstance(found, list | tuple) else ()


def _arrays(inputs: Mapping[str, Any]) -> Iterator[np.ndarray]:
    for key in _ARRAYS:
        yield from _within(inputs.get(key))


def _within(tree: Any) -> Iterator[np.ndarray]:
    if isinstance(tree, np.ndarray):
        yield tree
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from _within(item)
