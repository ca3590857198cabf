"""The probe `layer`: a layer of a network, forward and then backward."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.core.tree import copied, laid_out, same
from grader.probes.code import literal, options_source
from grader.probes.context import Context
from grader.probes.probe import Pairs, Probe, Spell


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run a layer forward, then backward, and observe the output and every gradient, once per pass.

    A layer is a class whose constructor takes options and parameters as keyword arguments and stores them as
    attributes. `y = forward(x)` returns the output and stores what the backward pass needs. `dx = backward(dout)`
    takes the gradient of the loss by y, belongs to the latest forward and returns the gradient by x; that of a
    parameter `p` it stores in the attribute `dp`, in the shape of p and anew each time, not added up.

    Inputs:
        options: of the constructor
        xs: one per pass
        douts: one per pass; None for forward alone
        watch: names of attributes that are observed after every pass ("dalpha", "running_mean")
        changes: {pass: {attribute: value}}, set before that pass ("training" switched off)
        layout: of x and dout in memory, "C", "F" (column-major) or "strided" (every other element of wider rows)
    """
    options, changes = inputs.get("options", {}), inputs.get("changes", {})
    instance = task(**options)
    last = len(inputs["xs"])
    for number, (x, dout) in enumerate(zip(inputs["xs"], inputs["douts"], strict=True), start=1):
        for attribute, value in changes.get(str(number), {}).items():
            setattr(instance, attribute, value)
        which = f" of pass {number}" if last > 1 else ""
        x = laid_out(x, inputs.get("layout", "C"))
        before = copied(x)
        yield f"y{which}", instance.forward(x)
        if not same(before, x):
            notes.append("changes the x that forward is given")
        if dout is not None:
            dout, before = laid_out(dout, inputs.get("layout", "C")), copied([x, dout])
            yield f"dx{which}", instance.backward(dout)
            if not same(before, [x, dout]):
                notes.append("changes, in backward, the arrays it was given")
        for attribute in inputs.get("watch", ()):
            yield f"{attribute}{which}", getattr(instance, attribute)


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
    """Draw inputs of `layer`: a pass with normal x and dout for each shape of x.

    out: gives the shape of the output for a shape of x, where they differ
    scale: of x; dout has size 1
    backward: False for forward alone
    layout, watch, changes: as `layer` takes them
    values: x is drawn from these instead, each of them once at least, for kinks or huge numbers
    spread: at most this far from those values, for numbers on either side of a kink whatever the seed
    options: of the layer
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
        "changes": {str(number): dict(attributes) for number, attributes in (changes or {}).items()},
        "layout": layout,
    }


def _chosen(rng: np.random.Generator, values: Sequence[float], shape: tuple[int, ...]) -> np.ndarray:
    """Draw an array from these values, each of them once at least where there is room."""
    size = int(np.prod(shape))
    drawn = np.concatenate([values, rng.choice(values, max(0, size - len(values)))])[:size]
    return rng.permutation(drawn).reshape(shape)


def uneven(
    rng: np.random.Generator, shape: tuple[int, ...], *, axis: int = 1, quiet: float = 0.05, dtype: str = "float64"
) -> np.ndarray:
    """Draw normal numbers whose standard deviation falls along an axis, each slice with a mean of its own.

    For normalization: where a standard deviation is near the root of eps, it shows what eps does.

    shape: of the array
    axis: along which the standard deviation falls from 2
    quiet: the last standard deviation
    """
    sides = np.ones(len(shape), int)
    sides[axis] = shape[axis]
    spread = np.geomspace(2.0, quiet, shape[axis]).reshape(sides)
    return (rng.normal(size=tuple(sides)) + spread * rng.normal(size=shape)).astype(dtype)


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the passes after the one that the label names; its expression is y, dx or the layer's attribute."""
    found = re.fullmatch(r"(\w+?)(?: of pass (\d+))?", label)
    last = int(found[2]) if found and found[2] else len(inputs["xs"])
    shown = found[1] if found else "y"
    needed = {**inputs, "xs": inputs["xs"][:last], "douts": inputs["douts"][:last]}
    return needed, shown if shown in ("y", "dx") else f"layer.{shown}"


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the passes, one below the other."""
    large, layout = spell("xs").startswith("inputs"), inputs.get("layout", "C")
    options = inputs.get("options", {})
    arguments = '**inputs["options"]' if large and options else ", ".join(options_source(options))
    lines = [f"layer = {task}({arguments})"]
    for i, (x, dout) in enumerate(zip(inputs["xs"], inputs["douts"], strict=True)):
        changes = inputs.get("changes", {}).get(str(i + 1), {})
        lines += [f"layer.{key} = {literal(value)}" for key, value in changes.items()]
        source = f'inputs["xs"][{i}]' if large else literal(x)
        lines += [f"x = {_laid_out(source, layout)}", "y = layer.forward(x)"]
        if dout is not None:
            source = f'inputs["douts"][{i}]' if large else literal(dout)
            lines += [f"dout = {_laid_out(source, layout)}", "dx = layer.backward(dout)"]
    return lines


def _laid_out(array: str, layout: str) -> str:
    """Write an array's source in the memory layout that the probe hands it over in."""
    if layout == "F":
        return f"np.asfortranarray({array})"
    return f"np.repeat({array}, 2, axis=-1)[..., ::2]" if layout == "strided" else array


layer = Probe("layer", run, code, shorten)
