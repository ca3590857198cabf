"""Handed out with the lab: the probe `graph`, which builds a graph of a student's nodes and differentiates it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from grader.probes import Context, Pairs, Probe, Spell, copied, literal, same


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Make leaves, run a program on them, go backward; observe the value at the end and the gradients of the leaves.

    Inputs:
        program: name of a function in given.py
        leaves: arrays, one per parameter of the program
        passes: how often `backward` is called; gradients are observed after the last
    """
    if context.given is None:
        raise RuntimeError("this lab has no given.py")
    before = copied(inputs["leaves"])
    leaves = [task(array) for array in inputs["leaves"]]
    end = getattr(context.given, inputs["program"])(*leaves)
    yield "value", end.value
    for _ in range(inputs["passes"]):
        end.backward()
    for number, node in enumerate(leaves):
        yield f"grad of leaf {number}", node.grad
    if not same(before, inputs["leaves"]):
        notes.append("changes the arrays that its leaves were made of")


def shorten(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """Shorten nothing; a gradient's expression is that of its leaf."""
    found = re.fullmatch(r"grad of leaf (\d+)", label)
    return dict(inputs), f"leaves[{found[1]}].grad" if found else "end.value"


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the leaves, the program and the way back."""
    arrays = spell("leaves") if spell("leaves").startswith("inputs") else literal(inputs["leaves"])
    return [
        f"leaves = [{task}(array) for array in {arrays}]",
        f"end = given.{inputs['program']}(*leaves)",
        *["end.backward()"] * inputs["passes"],
    ]


graph = Probe("graph", run, code, shorten)
