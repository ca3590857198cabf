"""The probe `trajectory`: an optimizer over many steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.core.tree import same
from grader.probes.code import indented, literal, options_source
from grader.probes.context import Context
from grader.probes.functions import FUNCTIONS
from grader.probes.probe import Pairs, Probe, Spell


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Run an optimizer over many steps, and observe every parameter after every step.

    Inputs, either grads or function, arrays and steps:
        params: arrays, one per parameter
        options: keyword arguments of the constructor
        grads: per step, one array per parameter
        function: a name in FUNCTIONS, whose gradients `step` asks for
        arrays: of the function
        steps: their number
        changes: {step: {attribute: value}}, set before that step ("lr" lowered half-way)
        reuse: hand the gradients over in the same buffers at every step, as a loop that saves memory does
        order: memory layout of parameters and gradients, "C" or "F" (column-major: flattening makes a copy)
    """
    params = [np.array(p, order=inputs.get("order", "C")) for p in inputs["params"]]
    originals = list(params)  # what is put into the list instead of these arrays does not count
    optimizer = task(params, **inputs.get("options", {}))
    changes = inputs.get("changes", {})
    for step, arguments in enumerate(_arguments(inputs), start=1):
        for attribute, value in changes.get(str(step), {}).items():
            setattr(optimizer, attribute, value)
        optimizer.step(arguments)
        if isinstance(arguments, list) and not same(arguments, inputs["grads"][step - 1]):
            notes.append("changes the gradients it is given")
        for i, p in enumerate(originals):
            yield f"params[{i}] after step {step}", p
    if any(p is not q for p, q in zip(params, originals, strict=False)):
        notes.append("puts new arrays into the list of parameters instead of updating the ones it was given")


def _arguments(inputs: Mapping[str, Any]) -> Iterator[Any]:
    """Make the argument of each call of `step`: a gradient function, or fresh or reused gradient buffers."""
    if "function" in inputs:
        gradient = FUNCTIONS[inputs["function"]](*inputs.get("arrays", []))
        for _ in range(inputs["steps"]):
            yield lambda params: [gradient(p) for p in params]
        return
    buffers = [np.zeros_like(g) for g in inputs["grads"][0]]
    for grads in inputs["grads"]:
        if inputs.get("reuse"):
            for buffer, g in zip(buffers, grads, strict=True):
                buffer[...] = g
            yield buffers
        else:
            yield [np.array(g, order=inputs.get("order", "C")) for g in grads]


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
    """Draw inputs of `trajectory`: normal parameters and gradients of these shapes, one gradient each per step.

    scale: of the gradients
    zero: steps, from 1, whose gradients are all 0
    changes: {step: {attribute: value}}, set on the optimizer before that step
    reuse: hand the gradients over in the same buffers
    order: "F" for column-major arrays
    options: of the optimizer
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
    """Draw inputs of `trajectory` for an optimizer whose `step` takes a gradient function.

    function: "quadratic" (every shape begins with the same side; curvatures about 0.5 to 3) or "quartic"
    changes, order, options: as `descent` takes them
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


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that the label names; its expression is that parameter."""
    found = re.fullmatch(r"(params\[\d+\]) after step (\d+)", label)
    steps = int(found[2]) if found else inputs.get("steps", len(inputs.get("grads", ())))
    needed = {**inputs, "steps": steps}
    if "grads" in inputs:
        needed["grads"] = inputs["grads"][:steps]
    return needed, found[1] if found else "params"


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write a loop over the steps."""
    order = ', order="F"' if inputs.get("order", "C") == "F" else ""
    params = spell("params")
    if order or params.startswith("inputs"):
        params = f"[np.array(p{order}) for p in {params}]"
    options = "".join(f", {option}" for option in options_source(inputs.get("options", {})))
    lines = [f"params = {params}", f"optimizer = {task}(params{options})"]
    changes: list[str] = []
    for at, values in inputs.get("changes", {}).items():
        if int(at) <= inputs["steps"]:
            changes += [f"if step == {at}:", *(f"    optimizer.{key} = {literal(v)}" for key, v in values.items())]
    if "function" in inputs:
        arrays = spell("arrays") if "arrays" in inputs else "[]"
        lines += [f'gradient = FUNCTIONS["{inputs["function"]}"](*{arrays})']
        step = ["optimizer.step(lambda params: [gradient(p) for p in params])"]
        return [*lines, f"for step in range(1, {inputs['steps'] + 1}):", *indented(changes + step)]
    step = ["optimizer.step(grads)"]
    if inputs.get("reuse"):
        lines += ["buffers = [np.empty_like(p) for p in params]  # handed over again and again, as to save memory"]
        step = ["for buffer, g in zip(buffers, grads):", "    buffer[...] = g", "optimizer.step(buffers)"]
    elif order:
        step = ['optimizer.step([np.array(g, order="F") for g in grads])']
    written = spell("grads")
    if written.startswith("inputs"):
        written = f"{written}[:{inputs['steps']}]"
    elif inputs["steps"] == 1 and not changes:
        return [*lines, f"grads = {literal(inputs['grads'][0])}", *step]
    lines += [f"all_grads = {written}"]
    loop = "for step, grads in enumerate(all_grads, start=1):" if changes else "for grads in all_grads:"
    return [*lines, loop, *indented(changes + step)]


trajectory = Probe("trajectory", run, code, shorten)
