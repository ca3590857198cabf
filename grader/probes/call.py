"""The probe `call`: a function, called once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from grader.core.tree import copied, relaid, same
from grader.probes.code import literal, options_source
from grader.probes.context import Context
from grader.probes.functions import LOSSES
from grader.probes.probe import Pairs, Probe, Spell, labelled

_MOST_ITEMS = 10_000


def run(task: Callable[..., Any], inputs: Mapping[str, Any], context: Context, notes: list[str]) -> Pairs:
    """Call a function once, and observe what it returns.

    Inputs:
        args, kwargs: of the call
        returns: labels of the values of a returned tuple
        items: label of the elements of a returned list; each is observed
        function: a name in LOSSES; the task gets that function as its first argument
        arrays: of the function
        given: {keyword argument: a name in given.py}, for what is no array (a class of layers, say)
        layout: of every array in memory, "C", "F" (column-major) or "strided" (every other element of wider rows)
    """
    args, kwargs = inputs.get("args", []), inputs.get("kwargs", {})
    if "layout" in inputs:
        args, kwargs = relaid(args, inputs["layout"]), relaid(kwargs, inputs["layout"])
    before = copied([args, kwargs])
    functions = [LOSSES[inputs["function"]](*inputs["arrays"])] if "function" in inputs else []
    named = {key: getattr(context.given, name) for key, name in inputs.get("given", {}).items()}
    result = task(*functions, *args, **kwargs, **named)
    items = inputs.get("items")
    if items and isinstance(result, Iterable):
        for i, value in enumerate(list(islice(result, _MOST_ITEMS))):
            yield f"{items}[{i}]", value
    else:
        yield from labelled(inputs.get("returns"), result)
    if not same(before, [args, kwargs]):
        notes.append("changes its input")


def code(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    """Write the call."""
    arguments = [f'LOSSES["{inputs["function"]}"](*{spell("arrays")})'] if "function" in inputs else []
    if spell("args").startswith("inputs"):
        arguments += ['*inputs["args"]', '**inputs.get("kwargs", {})']
    else:
        arguments += [*map(literal, inputs.get("args", [])), *options_source(inputs.get("kwargs", {}))]
    arguments += [f"{key}=given.{name}" for key, name in inputs.get("given", {}).items()]
    return [f"result = {task}({', '.join(arguments)})"]


call = Probe("call", run, code, derived=True)
