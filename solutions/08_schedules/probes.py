"""Handed out with the lab: how schedules are run and observed.

`curve` calls a schedule at several steps, `epochs` feeds metrics to a rule that watches them, `scheduled` drives an
optimizer inside another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.probes import Context, Pairs, Probe, Spell, literal, options_source, same


def run_curve(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a schedule once for each step, and observe the learning rates.

    Inputs:
        steps: integers, each once
        lr: the first argument, before the step; left out where the schedule takes none
        options: keyword arguments
        each: {keyword argument: one value for each step}
    """
    first = [inputs["lr"]] if "lr" in inputs else []
    each = inputs.get("each", {})
    for i, step in enumerate(inputs["steps"]):
        own = {key: values[i] for key, values in each.items()}
        options = {key: list(value) if isinstance(value, list) else value for key, value in inputs["options"].items()}
        yield f"lr at step {step}", task(*first, step, **options, **own)
        if not same(options, inputs["options"]):
            notes.append("changes its input")


def cut_curve(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Keep the step that a label names, alone."""
    found = re.fullmatch(r"lr at step (\d+)", label)
    at = inputs["steps"].index(int(found[1])) if found else 0
    each = {key: values[at : at + 1] for key, values in inputs.get("each", {}).items()}
    return {**inputs, "steps": inputs["steps"][at : at + 1], "each": each}, "lr"


def curve_code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write one call for each step; the last rate is called lr."""
    first = [literal(inputs["lr"])] if "lr" in inputs else []
    options = [f"{key}={literal(value)}" for key, value in inputs["options"].items()]
    lines = []
    for i, step in enumerate(inputs["steps"]):
        own = [f"{key}={literal(values[i])}" for key, values in inputs.get("each", {}).items()]
        lines.append(f"lr = {task}({', '.join([*first, literal(step), *options, *own])})")
    return lines


def run_epochs(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Make a rule, hand it one metric after another, and observe the rate that it returns and the one that it keeps.

    Inputs:
        lr: the first rate
        metrics: floats, one per epoch
        options: keyword arguments of the constructor
    """
    rule = task(inputs["lr"], **inputs["options"])
    for epoch, metric in enumerate(inputs["metrics"], start=1):
        yield f"lr after epoch {epoch}", rule.step(metric)
        yield f"attribute lr after epoch {epoch}", rule.lr


def cut_epochs(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the epochs after the one that a label names."""
    found = re.fullmatch(r"(attribute )?lr after epoch (\d+)", label)
    last = int(found[2]) if found else len(inputs["metrics"])
    return {**inputs, "metrics": inputs["metrics"][:last]}, "rule.lr" if found and found[1] else "lr"


def epochs_code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write a loop over the metrics."""
    options = "".join(f", {option}" for option in options_source(inputs["options"]))
    return [
        f"rule = {task}({literal(inputs['lr'])}{options})",
        f"for metric in {literal(inputs['metrics'])}:",
        "    lr = rule.step(metric)",
    ]


def run_scheduled(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Put the task round an optimizer of given.py, make several steps, and observe rate and parameters after each.

    Inputs:
        optimizer: its name in given.py
        params: arrays
        lr: the rate that the optimizer is made with
        rates: what the schedule gives at step 0, 1, 2 and so on, two more than there are steps
        grads: per step, one array per parameter
    """
    params = [np.array(p) for p in inputs["params"]]
    inner = getattr(context.given, inputs["optimizer"])(params, lr=inputs["lr"])
    wrapped = task(inner, lambda step: inputs["rates"][step])
    for step, grads in enumerate(inputs["grads"]):
        handed = [np.array(g) for g in grads]
        wrapped.step(handed)
        if not same(handed, grads):
            notes.append("changes the gradients it is given")
        yield f"lr of step {step}", inner.lr
        for i, p in enumerate(params):
            yield f"params[{i}] after step {step}", p


def cut_scheduled(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Leave out the steps after the one that a label names."""
    found = re.fullmatch(r"(lr of|(params\[\d+\]) after) step (\d+)", label)
    last = int(found[3]) + 1 if found else len(inputs["grads"])
    return {**inputs, "grads": inputs["grads"][:last]}, (found[2] if found else "") or "inner.lr"


def scheduled_code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the optimizers and a loop over the gradients."""
    return [
        f"params = {literal(inputs['params'])}",
        f"rates = {literal(inputs['rates'])}",
        f"inner = given.{inputs['optimizer']}(params, lr={literal(inputs['lr'])})",
        f"wrapped = {task}(inner, lambda step: rates[step])",
        f"for grads in {literal(inputs['grads'])}:",
        "    wrapped.step(grads)",
    ]


curve = Probe("curve", run_curve, curve_code, cut_curve)
epochs = Probe("epochs", run_epochs, epochs_code, cut_epochs)
scheduled = Probe("scheduled", run_scheduled, scheduled_code, cut_scheduled)
