"""Handed out with the lab: the probes `clipping` (a list of gradients) and `freezing` (an optimizer, step by step)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from grader.core.tree import relaid
from grader.probes import Context, Pairs, Probe, Spell, copied, literal, options_source, same


def run_clipping(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a function of a list of arrays that returns such a list and a number; observe each array, and the number.

    Inputs:
        grads: list of arrays
        args, kwargs: of the call, after grads
        layout: of every array in memory, as for `call`
    """
    grads = relaid(inputs["grads"], inputs.get("layout", "C"))
    before = copied(grads)
    result = task(grads, *inputs.get("args", []), **inputs.get("kwargs", {}))
    clipped, norm = result if isinstance(result, tuple | list) and len(result) == 2 else (None, None)
    if isinstance(clipped, tuple | list) and len(clipped) == len(grads):
        for i, array in enumerate(clipped):
            yield f"clipped[{i}]", array
        yield "norm", norm
    else:
        yield "result", result
    if not same(before, grads):
        notes.append("changes its input")


def code_clipping(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the call."""
    arguments = [spell("grads"), *map(literal, inputs.get("args", [])), *options_source(inputs.get("kwargs", {}))]
    return [f"clipped, norm = {task}({', '.join(arguments)})"]


def shorten_clipping(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; every label is an expression."""
    return dict(inputs), label if re.fullmatch(r"clipped\[\d+\]|norm", label) else "clipped"


def run_freezing(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a function of an optimizer, gradients and flags once per step; observe every parameter after every step.

    Inputs:
        params: arrays, one per parameter
        optimizer: name of a class in given.py
        options: keyword arguments of its constructor
        grads: per step, one array per parameter
        trainable: per step, one flag per parameter
    """
    if context.given is None:
        raise RuntimeError("this lab has no given.py")
    params = copied(inputs["params"])
    optimizer = getattr(context.given, inputs["optimizer"])(params, **inputs["options"])
    for number, (grads, trainable) in enumerate(zip(inputs["grads"], inputs["trainable"], strict=True), start=1):
        before = copied(grads)
        task(optimizer, grads, trainable)
        for i, parameter in enumerate(params):
            yield f"params[{i}] after step {number}", parameter
        if not same(before, grads):
            notes.append("changes the gradients it is given")


def code_freezing(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the optimizer and the steps, one below the other."""
    options = "".join(f", {option}" for option in options_source(inputs["options"]))
    large = spell("grads").startswith("inputs")
    lines = [f"params = {spell('params')}", f"optimizer = given.{inputs['optimizer']}(params{options})"]
    for i, (grads, trainable) in enumerate(zip(inputs["grads"], inputs["trainable"], strict=True)):
        source = f'inputs["grads"][{i}]' if large else literal(grads)
        lines.append(f"{task}(optimizer, {source}, {literal(trainable)})")
    return lines


def shorten_freezing(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that the label names; its expression is that parameter."""
    found = re.fullmatch(r"(params\[\d+\]) after step (\d+)", label)
    last = int(found[2]) if found else len(inputs["grads"])
    cut = {**inputs, "grads": inputs["grads"][:last], "trainable": inputs["trainable"][:last]}
    return cut, found[1] if found else "params"


clipping = Probe("clipping", run_clipping, code_clipping, shorten_clipping)
freezing = Probe("freezing", run_freezing, code_freezing, shorten_freezing)
