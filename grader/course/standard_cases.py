"""Derive the standard cases of a kind of task: made from the inputs of a case that the exercise writes itself.

A standard case is left out where the exercise already asks the same: each says of any inputs whether they ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.core.records import FLOAT32, FLOAT64, Tolerance
from grader.core.tree import copied
from grader.probes import inputs

Inputs = dict[str, Any]
Task = Callable[..., Any]


@dataclass(frozen=True)
class StandardCase:
    """A case that every task of a kind is put to.

    name: as the case is called.
    make: (inputs of a case of the exercise, task, rng) -> inputs, or None where it does not apply.
    asked: whether inputs ask the same already.
    about: what is in it, for students.
    tolerance: what it is compared with.
    weight: its share of the points beside cases of weight 1.
    """

    name: str
    make: Callable[[Inputs, Task, np.random.Generator], Inputs | None]
    asked: Callable[[Mapping[str, Any]], bool]
    about: str
    tolerance: Tolerance = FLOAT64
    weight: float = 1.0


def float_arrays(node: Any) -> Iterator[np.ndarray]:
    """Yield every array of floats in nested inputs."""
    if isinstance(node, np.ndarray):
        if node.dtype.kind == "f":
            yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from float_arrays(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from float_arrays(value)


def _cast(node: Any, dtype: type) -> Any:
    if isinstance(node, np.ndarray):
        return node.astype(dtype) if node.dtype.kind == "f" else node
    if isinstance(node, Mapping):
        return {key: _cast(value, dtype) for key, value in node.items()}
    return [_cast(value, dtype) for value in node] if isinstance(node, list) else node


def _as_float32(base: Inputs, task: Task, rng: np.random.Generator) -> Inputs | None:
    return _cast(base, np.float32) if any(True for _ in float_arrays(base)) else None


def _is_float32(given: Mapping[str, Any]) -> bool:
    return any(array.dtype == np.float32 for array in float_arrays(given))


def _laid_out(layout: str) -> Callable[[Inputs, Task, np.random.Generator], Inputs | None]:
    def make(base: Inputs, task: Task, rng: np.random.Generator) -> Inputs | None:
        matrices = [array for array in float_arrays(base) if array.ndim >= 2 and min(array.shape[:2]) > 1]
        return {**base, "layout": layout} if matrices else None

    return make


FLOAT32_ARRAYS = StandardCase(
    "float32", _as_float32, _is_float32, "arrays of float32, which the results are to keep", FLOAT32
)
COLUMN_MAJOR = StandardCase(
    "column-major arrays",
    _laid_out("F"),
    lambda given: given.get("layout") == "F",
    "transposed matrices: flattening them makes a copy",
)
STRIDED = StandardCase(
    "every other column of wider arrays",
    _laid_out("strided"),
    lambda given: given.get("layout") == "strided",
    "arrays that are views of wider ones",
)


def _descents(*shapes: tuple[int, ...], steps: int, **how: Any) -> Callable[..., Inputs | None]:
    def make(base: Inputs, task: Task, rng: np.random.Generator) -> Inputs | None:
        options = base["options"]
        if "function" not in base:
            return inputs.descent(rng, *shapes, steps=steps, **how, **options)
        if how:  # buffers, orders and zeros are of gradients that are handed over
            return None
        sides = tuple((3, *shape[1:]) for shape in shapes)
        return inputs.descent_on(rng, base["function"], *sides, steps=steps, **options)

    return make


#: Options that enter with a power of t: a running product, as right as a power, keeps what they were. So they change
#: before the first step.
_POWERS = ("betas", "momentum_decay")


def _options_changed(base: Inputs, task: Task, rng: np.random.Generator) -> Inputs | None:
    options = {name: value for name, value in base["options"].items() if _changed(value) is not None}
    optimizer = task([], **options)
    changed = {name: _changed(value) for name, value in options.items() if _is_attribute(optimizer, name, value)}
    early = {name: value for name, value in changed.items() if name in _POWERS}
    late = {name: value for name, value in changed.items() if name not in _POWERS}
    made = _descents((3,), (2, 2), steps=5)(base, task, rng)
    changes = {step: values for step, values in (("1", early), ("3", late)) if values}
    return {**made, "changes": changes} if made and changes else None


def _is_attribute(optimizer: Any, name: str, value: object) -> bool:
    found = getattr(optimizer, name, None)
    return found is not None and (list(found) == list(value) if isinstance(value, tuple | list) else found == value)


def _changed(value: object) -> Any:
    if isinstance(value, float) and value:
        return round(0.6 * value, 6)
    if isinstance(value, tuple | list):
        return tuple(round(0.6 * each, 6) for each in value)
    return None


def _shapes(given: Mapping[str, Any]) -> list[tuple[int, ...]]:
    return [array.shape for array in given["params"]]


def _has_twins_among_three(given: Mapping[str, Any]) -> bool:
    shapes = _shapes(given)
    return len(shapes) >= 3 and len(set(shapes)) < len(shapes)


def _changes_all(given: Mapping[str, Any]) -> bool:
    changed = {name for values in given.get("changes", {}).values() for name in values}
    return changed >= {name for name, value in given["options"].items() if _changed(value) is not None} != set()


OPTIMIZER_CASES: Sequence[StandardCase] = (
    StandardCase(
        "one array",
        _descents((4,), steps=3),
        lambda given: len(given["params"]) == 1,
        "3 steps, one array of shape (4,)",
    ),
    StandardCase(
        "three arrays, two of one shape",
        _descents((2, 3), (3,), (3,), steps=3),
        _has_twins_among_three,
        "3 steps, three arrays, two of which have the same shape",
    ),
    StandardCase(
        "options changed on the way",
        _options_changed,
        _changes_all,
        "5 steps; betas are set anew before the first step, every other option before the third",
    ),
    StandardCase(
        "gradients in reused buffers",
        _descents((3,), (2, 2), steps=6, reuse=True),
        lambda given: bool(given.get("reuse")),
        "6 steps; the gradients come in the same arrays at every step",
    ),
    StandardCase(
        "column-major arrays",
        _descents((3, 2), (2, 2, 2), steps=3, order="F"),
        lambda given: given.get("order") == "F",
        "3 steps on transposed matrices; flattening them makes a copy",
    ),
    StandardCase(
        "twelve steps, zero gradients among them",
        _descents((3,), (2, 3), steps=12, zero=(1, 5, 12)),
        lambda given: any(not np.any(g) for grads in given.get("grads", ()) for g in grads),
        "12 steps; the gradients of steps 1, 5 and 12 are zero",
    ),
    FLOAT32_ARRAYS,
)


def _passes(make_shapes: Callable[[int], Sequence[tuple[int, ...]]]) -> Callable[..., Inputs | None]:
    """Return a maker of passes through a layer; the gradients have the shapes that the layer's output has."""

    def make(base: Inputs, task: Task, rng: np.random.Generator) -> Inputs | None:
        first = base["xs"][0]
        channels = first.shape[1] if first.ndim > 1 else 3
        xs = [rng.normal(size=shape) for shape in make_shapes(channels)]
        try:
            outs = [np.shape(task(**copied(base["options"])).forward(x)) for x in xs]
        except Exception:  # the layer takes no such shape: the case does not apply
            return None
        douts = [rng.normal(size=out) for out in outs]
        return {**base, "xs": xs, "douts": douts, "changes": {}, "layout": "C"}

    return make


def _axes(number: int) -> Callable[[Mapping[str, Any]], bool]:
    return lambda given: any(x.ndim == number for x in given["xs"]) and any(d is not None for d in given["douts"])


LAYER_CASES: Sequence[StandardCase] = (
    StandardCase("one axis", _passes(lambda c: [(30,)]), _axes(1), "forward and backward, x (30,)"),
    StandardCase("two axes", _passes(lambda c: [(4, c)]), _axes(2), "forward and backward, x has two axes"),
    StandardCase("four axes", _passes(lambda c: [(2, c, 2, 3)]), _axes(4), "forward and backward, x has four axes"),
    StandardCase(
        "three passes, one of them empty",
        _passes(lambda c: [(5, c), (0, c), (1, c)]),
        lambda given: any(x.size == 0 for x in given["xs"]),
        "forward and backward three times; the second time without a sample",
    ),
    COLUMN_MAJOR,
    STRIDED,
    FLOAT32_ARRAYS,
)
ARRAY_CASES: Sequence[StandardCase] = (COLUMN_MAJOR, STRIDED, FLOAT32_ARRAYS)
