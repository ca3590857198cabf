"""Generators of inputs for the probes, shared by the exercises of every lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


def descent(
    rng: np.random.Generator,
    *shapes: tuple[int, ...],
    steps: int = 6,
    scale: float = 1.0,
    dtype: str = "float64",
    zero: tuple[int, ...] = (),
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    reuse: bool = False,
    order: str = "C",
    **options: Any,
) -> dict[str, Any]:
    """Inputs of `trajectory`: normal parameters and gradients of the given shapes, one gradient each per step.

    scale: of the gradients. zero: steps (from 1) whose gradients are all 0. changes: {step: {attribute: value}}, set
    on the optimizer before that step. reuse: hand the gradients over in the same buffers. order: "F" for column-major
    arrays. options: the optimizer's own.
    """
    params = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    grads = [[(scale * rng.normal(size=shape)).astype(dtype) for shape in shapes] for _ in range(steps)]
    for step in zero:
        for g in grads[step - 1]:
            g[...] = 0.0
    return {
        "params": params,
        "grads": grads,
        "options": options,
        "changes": {str(step): dict(values) for step, values in (changes or {}).items()},
        "reuse": reuse,
        "order": order,
    }


def descent_on(
    rng: np.random.Generator,
    function: str,
    *shapes: tuple[int, ...],
    steps: int = 6,
    dtype: str = "float64",
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    order: str = "C",
    **options: Any,
) -> dict[str, Any]:
    """Inputs of `trajectory` for an optimizer whose `step` is handed a gradient function.

    function: "quadratic" (every shape begins with the same side; curvatures about 0.5 to 3) or "quartic".
    """
    side = shapes[0][0]
    if function == "quadratic":
        root = rng.normal(size=(side, side)) / np.sqrt(side)
        arrays = [root @ root.T + 0.5 * np.eye(side), rng.normal(size=1)]
    else:
        arrays = [rng.uniform(0.5, 1.5, size=1)]
    return {
        "params": [rng.uniform(-1.5, 1.5, size=shape).astype(dtype) for shape in shapes],
        "function": function,
        "arrays": [a.astype(dtype) for a in arrays],
        "steps": steps,
        "options": options,
        "changes": {str(step): dict(values) for step, values in (changes or {}).items()},
        "order": order,
    }


def layer_passes(
    rng: np.random.Generator,
    *shapes: tuple[int, ...],
    out: Callable[[tuple[int, ...]], tuple[int, ...]] = tuple,
    scale: float = 1.0,
    dtype: str = "float64",
    backward: bool = True,
    layout: str = "C",
    watch: Sequence[str] = (),
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    values: Sequence[float] = (),
    spread: float = 0.0,
    **options: Any,
) -> dict[str, Any]:
    """Inputs of `layer`: a pass with normal x and dout for each shape of x.

    out: the shape of the output for one of x, where they differ. scale: of x; dout is of size 1. backward: False for
    forward alone. layout, watch, changes: as `layer` takes them. values: x is drawn from these instead, each of them
    once at least, where kinks or huge numbers are wanted. spread: at most this far from those values, for numbers on
    either side of a kink whatever the seed. options: the layer's own.
    """
    xs = [_chosen(rng, values, shape) if len(values) else scale * rng.normal(size=shape) for shape in shapes]
    if spread:
        xs = [x + rng.uniform(-spread, spread, x.shape) for x in xs]
    douts = [rng.normal(size=out(shape)).astype(dtype) if backward else None for shape in shapes]
    return {
        "options": options,
        "xs": [x.astype(dtype) for x in xs],
        "douts": douts,
        "watch": list(watch),
        "changes": {str(turn): dict(attributes) for turn, attributes in (changes or {}).items()},
        "layout": layout,
    }


def _chosen(rng: np.random.Generator, values: Sequence[float], shape: tuple[int, ...]) -> np.ndarray:
    size = int(np.prod(shape))
    drawn = np.concatenate([values, rng.choice(values, max(0, size - len(values)))])[:size]
    return rng.permutation(drawn).reshape(shape)


def uneven(
    rng: np.random.Generator, shape: tuple[int, ...], *, axis: int = 1, quiet: float = 0.05, dtype: str = "float64"
) -> np.ndarray:
    """Normal numbers whose spread falls along an axis from 2 to `quiet`, each with a mean of its own.

    For normalization: where a spread is near the root of eps, it shows what eps does.
    """
    sides = np.ones(len(shape), int)
    sides[axis] = shape[axis]
    spread = np.geomspace(2.0, quiet, shape[axis]).reshape(sides)
    return (rng.normal(size=tuple(sides)) + spread * rng.normal(size=shape)).astype(dtype)
