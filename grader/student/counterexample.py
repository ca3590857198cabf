"""Inputs on which an answer fails, as code that a student can run and change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

#: More numbers than this are not written out; the code then takes them from `check(...).counterexample`.
_MOST_NUMBERS = 100
_WIDTH = 88
Spell = Callable[[str], str]


def as_code(task: str, probe: str, inputs: Mapping[str, Any], label: str = "", comment: str = "") -> str:
    """Code that exercises `task` as the probe does, up to what is called `label`, and prints that.

    comment: put behind the line that prints. Large inputs are taken from the report instead of written out.
    """
    inputs, shown = _needed(inputs, label)
    large = _numbers(inputs) > _MOST_NUMBERS
    source = f"check({task}).counterexample"

    def spell(key: str) -> str:
        return f'inputs["{key}"]' if large else literal(inputs[key])

    lines = [f"inputs = {source}"] if large or probe not in _WRITERS else []
    if probe in _WRITERS:
        lines += [*_WRITERS[probe](task, inputs, spell), f"print({shown})"]
    if comment:
        lines[-1] += f"  # {comment}"
    body = "\n".join(lines)
    numbers = [name for name in ("inf", "nan") if re.search(rf"\b{name}\b", body)]
    imports = ["import numpy as np"] if "np." in body else []
    imports += [f"from numpy import {', '.join(numbers)}"] if numbers else []
    imports += [f"from grader.probes.functions import {name}" for name in ("FUNCTIONS", "LOSSES") if f"{name}[" in body]
    imports += ["import given"] if "given." in body else []
    return "\n".join([*imports, "", body] if imports else [body])


def literal(value: Any, indent: int = 0) -> str:
    """Python source for nested lists and dicts of arrays, exact to the last digit."""
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{value.dtype}"
        if value.size == 0:
            return f"np.zeros({value.shape}{kind})"
        return f"np.array({_numbers_of(value, indent)}{kind})"
    if isinstance(value, list | tuple):
        return _listed([literal(item, indent + 4) for item in value], indent)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _needed(inputs: Mapping[str, Any], label: str) -> tuple[dict[str, Any], str]:
    """The inputs without steps after the one that `label` names, and the expression that it stands for."""
    needed = dict(inputs)
    if "params" in inputs:
        found = re.fullmatch(r"(params\[\d+\]) after step (\d+)", label)
        needed["steps"] = int(found[2]) if found else inputs.get("steps", len(inputs.get("grads", ())))
        if "grads" in inputs:
            needed["grads"] = inputs["grads"][: needed["steps"]]
        return needed, found[1] if found else "params"
    if "seed" in inputs and "args" in inputs:
        return needed, _STATISTICS.get(label, "drawn")
    if "loss" in inputs:
        return needed, label or "losses"
    if "images" in inputs:
        found = re.fullmatch(r"(params\[\d+\]) after training", label)
        return needed, f"network.{found[1]}" if found else "losses"
    if "xs" in inputs:
        found = re.fullmatch(r"(\w+?)(?: of pass (\d+))?", label)
        last = int(found[2]) if found and found[2] else len(inputs["xs"])
        needed |= {"xs": inputs["xs"][:last], "douts": inputs["douts"][:last]}
        shown = found[1] if found else "y"
        return needed, shown if shown in ("y", "dx") else f"layer.{shown}"
    return needed, "result"


def _call(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    arguments = [f'LOSSES["{inputs["function"]}"](*{spell("arrays")})'] if "function" in inputs else []
    if spell("args").startswith("inputs"):
        arguments += ['*inputs["args"]', '**inputs.get("kwargs", {})']
    else:
        arguments += [*map(literal, inputs.get("args", [])), *_options(inputs.get("kwargs", {}))]
    arguments += [f"{key}=given.{name}" for key, name in inputs.get("given", {}).items()]
    return [f"result = {task}({', '.join(arguments)})"]


def _trajectory(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    order = ', order="F"' if inputs.get("order", "C") == "F" else ""
    params = spell("params")
    if order or params.startswith("inputs"):
        params = f"[np.array(p{order}) for p in {params}]"
    options = "".join(f", {option}" for option in _options(inputs.get("options", {})))
    lines = [f"params = {params}", f"optimizer = {task}(params{options})"]
    changes: list[str] = []
    for at, values in inputs.get("changes", {}).items():
        if int(at) <= inputs["steps"]:
            changes += [f"if step == {at}:", *(f"    optimizer.{key} = {literal(v)}" for key, v in values.items())]
    if "function" in inputs:
        arrays = spell("arrays") if "arrays" in inputs else "[]"
        lines += [f'gradient = FUNCTIONS["{inputs["function"]}"](*{arrays})']
        step = ["optimizer.step(lambda params: [gradient(p) for p in params])"]
        return [*lines, f"for step in range(1, {inputs['steps'] + 1}):", *_indented(changes + step)]
    step = ["optimizer.step(grads)"]
    if inputs.get("reuse"):
        lines += ["buffers = [np.zeros_like(p) for p in params]  # handed over again and again, as to save memory"]
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
    return [*lines, loop, *_indented(changes + step)]


def _layer(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    large, layout = spell("xs").startswith("inputs"), inputs.get("layout", "C")
    options = inputs.get("options", {})
    given = '**inputs["options"]' if large and options else ", ".join(_options(options))
    lines = [f"layer = {task}({given})"]
    for turn, (x, dout) in enumerate(zip(inputs["xs"], inputs["douts"], strict=True)):
        changes = inputs.get("changes", {}).get(str(turn + 1), {})
        lines += [f"layer.{key} = {literal(value)}" for key, value in changes.items()]
        source = f'inputs["xs"][{turn}]' if large else literal(x)
        lines += [f"x = {_laid_out(source, layout)}", "y = layer.forward(x)"]
        if dout is not None:
            source = f'inputs["douts"][{turn}]' if large else literal(dout)
            lines += [f"dout = {_laid_out(source, layout)}", "dx = layer.backward(dout)"]
    return lines


def _laid_out(array: str, layout: str) -> str:
    """An array's source, in the memory layout that the probe hands it over in."""
    if layout == "F":
        return f"np.asfortranarray({array})"
    return f"np.repeat({array}, 2, axis=-1)[..., ::2]" if layout == "strided" else array


def _fit(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    home = "" if inputs.get("own") else "given."
    options = "".join(f", {option}" for option in _options(inputs.get("options", {})))
    scaled = ".astype(np.float32) / np.float32(255)" if inputs["images"].dtype == np.uint8 else ""
    return [
        f"images = {spell('images')}{scaled}",
        f"labels = {spell('labels')}",
        f"rng = np.random.default_rng({inputs['seed']})",
        f"network = given.Network({literal(inputs['sizes'])}, rng, dtype=images.dtype)",
        f"optimizer = {home}{inputs['optimizer']}(network.params{options})",
        f"rng = np.random.default_rng({inputs['shuffle']})",
        f"sizes = dict(epochs={inputs['epochs']}, batch_size={inputs['batch_size']})",
        f"losses = {task}(network, optimizer, images, labels, **sizes, rng=rng)",
    ]


def _regression(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    options = dict(inputs["options"])
    size, steps = inputs["batch_size"], options.pop("steps")
    arguments = [f"classes={inputs['sizes'][1]}", *_options(options)]
    return [
        f"images = {spell('images')}",
        f"labels = {spell('labels')}",
        f"rng = np.random.default_rng({inputs['shuffle']})",
        f"order = np.concatenate([rng.permutation({len(inputs['images'])}) for _ in range({inputs['epochs']})])",
        f"batches = list(order[:{steps * size}].reshape({steps}, {size}))",
        f"W, b, losses = {task}(images, labels, batches, given.{inputs['loss']}, {', '.join(arguments)})",
    ]


def _draws(task: str, inputs: Mapping[str, Any], spell: Spell) -> list[str]:
    arguments = [_tuple(value) if isinstance(value, list) else literal(value) for value in inputs.get("args", [])]
    arguments += ["rng=rng", *_options(inputs.get("kwargs", {}))]
    return [f"rng = np.random.default_rng({inputs['seed']})", f"drawn = {task}({', '.join(arguments)})"]


_STATISTICS = {
    "number of axes": "drawn.ndim",
    "shape": "drawn.shape",
    "mean": "drawn.mean()",
    "scale": "drawn.std()",
    "range": "np.abs(drawn).max()",
    "excess kurtosis": "np.mean((drawn - drawn.mean()) ** 4) / drawn.var() ** 2 - 3",
}

_WRITERS: dict[str, Callable[[str, Mapping[str, Any], Spell], list[str]]] = {
    "call": _call,
    "trajectory": _trajectory,
    "layer": _layer,
    "fit": _fit,
    "regression": _regression,
    "draws": _draws,
}


def _options(options: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as source. Lists become tuples again: recording makes lists of them, and options are tuples."""
    return [f"{key}={_tuple(value) if isinstance(value, list) else literal(value)}" for key, value in options.items()]


def _tuple(values: list[Any]) -> str:
    inner = ", ".join(literal(value) for value in values)
    return f"({inner},)" if len(values) == 1 else f"({inner})"


def _numbers_of(array: np.ndarray, indent: int) -> str:
    """Nested brackets around numbers, each with the fewest digits that give it back."""
    if array.ndim == 0:
        return str(array[()])
    return _listed([_numbers_of(part, indent + 4) for part in array], indent)


def _listed(items: list[str], indent: int) -> str:
    """Items in brackets: on one line where they fit, else one below the other (plain numbers several to a line)."""
    flat = f"[{', '.join(items)}]"
    if len(flat) + indent <= _WIDTH:
        return flat
    pad, lines = " " * (indent + 4), [""]
    for item in items:
        joined = f"{lines[-1]} {item}," if lines[-1] else f"{item},"
        if lines[-1] and ("(" in item or "[" in item or len(pad + joined) > _WIDTH):
            lines.append(f"{item},")
        else:
            lines[-1] = joined
    return "[\n" + "".join(f"{pad}{line}\n" for line in lines) + " " * indent + "]"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _numbers(node: Any) -> int:
    if isinstance(node, np.ndarray):
        return node.size
    if isinstance(node, Mapping):
        return sum(map(_numbers, node.values()))
    return sum(map(_numbers, node)) if isinstance(node, list | tuple) else 0
