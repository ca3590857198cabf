"""Write inputs on which an answer fails as code that a student can run and change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.probes.code import literal
from grader.probes.probe import Probe

#: More numbers than this are not written out; the code then takes them from `check(...).counterexample`.
_MOST_NUMBERS = 100


def as_code(task: str, probe: Probe, inputs: Mapping[str, Any], label: str = "", comment: str = "") -> str:
    """Write code that exercises a task as the probe does, up to what is called `label`, and prints that.

    task: its name
    inputs: of the failing case; large ones are taken from the report instead of written out
    label: of the observed value; "" for all of them
    comment: put behind the line that prints
    """
    inputs, shown = probe.shorten(inputs, label)
    large = _numbers(inputs) > _MOST_NUMBERS

    def spell(key: str) -> str:
        return f'inputs["{key}"]' if large else literal(inputs[key])

    lines = [f"inputs = check({task}).counterexample"] if large or not probe.code else []
    if probe.code:
        lines += [*probe.code(task, inputs, spell), f"print({shown})"]
    if comment:
        lines[-1] += f"  # {comment}"
    body = "\n".join(lines)
    numbers = [name for name in ("inf", "nan") if re.search(rf"\b{name}\b", body)]
    imports = ["import numpy as np"] if "np." in body else []
    imports += [f"from numpy import {', '.join(numbers)}"] if numbers else []
    imports += [f"from grader.probes.functions import {name}" for name in ("FUNCTIONS", "LOSSES") if f"{name}[" in body]
    imports += ["import given"] if "given." in body else []
    return "\n".join([*imports, "", body] if imports else [body])


def _numbers(node: Any) -> int:
    """Count the numbers in nested lists and dicts of arrays."""
    if isinstance(node, np.ndarray):
        return node.size
    if isinstance(node, Mapping):
        return sum(map(_numbers, node.values()))
    return sum(map(_numbers, node)) if isinstance(node, list | tuple) else 0
