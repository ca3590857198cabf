"""Handed out with the lab: the probes `attack` (a gradient to ask) and `finetuning` (named arrays, step by step)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from grader.core.tree import relaid
from grader.probes import Context, Pairs, Probe, Spell, copied, literal, options_source, same


def run_attack(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a function of a gradient, images and labels; observe the images that it returns.

    Inputs:
        centres, weights: of the loss, given.Centres, whose gradient is handed over
        x: images (N, D)
        targets: labels (N,)
        args, kwargs: of the call, after the targets
        layout: of x in memory, as for `call`
    """
    if context.given is None:
        raise RuntimeError("this lab has no given.py")
    loss = context.given.Centres(*copied([inputs["centres"], inputs["weights"]]))
    x, targets = relaid(inputs["x"], inputs.get("layout", "C")), inputs["targets"].copy()
    before = copied([x, targets])
    yield "result", task(loss.gradient, x, targets, *inputs["args"], **inputs["kwargs"])
    if not same(before, [x, targets]):
        notes.append("changes its input")


def code_attack(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the loss, and the call."""
    arguments = ["loss.gradient", spell("x"), spell("targets"), *map(literal, inputs["args"])]
    arguments += options_source(inputs["kwargs"])
    return [
        f"loss = given.Centres({spell('centres')}, {spell('weights')})",
        f"result = {task}({', '.join(arguments)})",
    ]


def run_finetuning(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a function of parameters, gradients, states and flags once per step; observe arrays and states after each.

    Inputs:
        params, state: dicts of arrays, with the same names
        grads: per step, a dict of arrays
        trainable: per step, a dict of flags
        kwargs: of every call
    """
    params, state = copied(inputs["params"]), copied(inputs["state"])
    names = list(params)
    for number, (grads, trainable) in enumerate(zip(inputs["grads"], inputs["trainable"], strict=True), start=1):
        slopes, flags = copied(grads), dict(trainable)
        arrays = dict(params), dict(state)
        task(params, slopes, state, flags, **inputs["kwargs"])
        for name in names:  # as a network holds them, and as the caller's dict does
            yield f'params["{name}"] after step {number}', params.get(name)
            yield f'state["{name}"] after step {number}', state.get(name)
        if any(params.get(name) is not arrays[0][name] for name in names):
            notes.append("puts new arrays into params, so that a network that holds the old ones does not learn")
        if not same(grads, slopes) or flags != dict(trainable):
            notes.append("changes the gradients or flags that it is given")


def code_finetuning(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the arrays, and the steps one below the other."""
    options = "".join(f", {option}" for option in options_source(inputs["kwargs"]))
    large = spell("grads").startswith("inputs")
    lines = [f"params = {spell('params')}", f"state = {spell('state')}"]
    for i, (grads, trainable) in enumerate(zip(inputs["grads"], inputs["trainable"], strict=True)):
        source = f'inputs["grads"][{i}]' if large else literal(grads)
        lines.append(f"{task}(params, {source}, state, {literal(trainable)}{options})")
    return lines


def shorten_finetuning(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that the label names; its expression is that array."""
    found = re.fullmatch(r'((?:params|state)\["\w+"\]) after step (\d+)', label)
    last = int(found[2]) if found else len(inputs["grads"])
    cut = {**inputs, "grads": inputs["grads"][:last], "trainable": inputs["trainable"][:last]}
    return cut, found[1] if found else "params"


attack = Probe("attack", run_attack, code_attack)
finetuning = Probe("finetuning", run_finetuning, code_finetuning, shorten_finetuning)
