"""Handed out with the lab: the probe `whole_steps`, which takes whole training steps with an optimizer of given.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes import Context, Pairs, Probe, Spell, literal, options_source, same


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Take whole training steps; observe the parameters, the rate and the number of steps after each.

    Inputs:
        params: arrays, one per parameter
        grads: per step, one array per parameter
        lr, fall: the schedule is lr * fall**step
        momentum: of the optimizer
        options: of the task
    """
    if context.given is None:
        raise RuntimeError("this lab has no given.py")
    params = [np.array(p) for p in inputs["params"]]
    optimizer = context.given.HeavyBall(list(params), inputs["lr"], inputs["momentum"])
    step: Any = 0
    for number, grads in enumerate(inputs["grads"], start=1):
        handed = [np.array(g) for g in grads]
        step = task(optimizer, handed, step, lambda taken: inputs["lr"] * inputs["fall"] ** taken, **inputs["options"])
        if not same(handed, grads):
            notes.append("changes the gradients it is given")
        for i, p in enumerate(params):
            yield f"params[{i}] after step {number}", p
        yield f"lr after step {number}", optimizer.lr
        yield f"returned by step {number}", step


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that the label names."""
    found = re.fullmatch(r"(.*?) (?:after|by) step (\d+)", label)
    if found is None:
        return dict(inputs), "params"
    name = {"lr": "optimizer.lr", "returned": "step"}.get(found[1], found[1])
    return {**inputs, "grads": inputs["grads"][: int(found[2])]}, name


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write a loop over the steps."""
    arguments = ", ".join(["optimizer", "grads", "step", "schedule", *options_source(inputs["options"])])
    written = spell("grads")
    if written.startswith("inputs"):
        written = f"{written}[:{len(inputs['grads'])}]"
    params = spell("params")
    if params.startswith("inputs"):
        params = f"[np.array(p) for p in {params}]"
    return [
        f"params = {params}",
        f"optimizer = given.HeavyBall(params, lr={literal(inputs['lr'])}, momentum={literal(inputs['momentum'])})",
        f"schedule = lambda step: {literal(inputs['lr'])} * {literal(inputs['fall'])} ** step",
        "step = 0",
        f"all_grads = {written}",
        "for grads in all_grads:",
        f"    step = {task}({arguments})",
    ]


whole_steps = Probe("whole_steps", run, code, shorten)
