"""Python source for inputs: arrays exact to the last digit, nested lists and dicts, keyword arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_WIDTH = 88


def literal(value: Any, indent: int = 0) -> str:
    """Write nested lists and dicts of arrays as Python source, exact to the last digit."""
    if isinstance(value, np.ndarray):
        kind = "" if value.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{value.dtype}"
        if value.size == 0:
            return f"np.zeros({value.shape}{kind})"
        return f"np.array({_number_source(value, indent)}{kind})"
    if isinstance(value, list | tuple):
        return _list_source([literal(item, indent + 4) for item in value], indent)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def options_source(options: Mapping[str, Any]) -> list[str]:
    """Write keyword arguments as source.

    Lists become tuples again: recording makes lists of them, and options are tuples.
    """
    sources = {
        key: tuple_source(value) if isinstance(value, list) else literal(value) for key, value in options.items()
    }
    return [f"{key}={source}" for key, source in sources.items()]


def tuple_source(values: list[Any]) -> str:
    """Write a list as the source of a tuple."""
    inner = ", ".join(literal(value) for value in values)
    return f"({inner},)" if len(values) == 1 else f"({inner})"


def _number_source(array: np.ndarray, indent: int) -> str:
    """Write nested brackets around numbers, each with the fewest digits that give it back."""
    if array.ndim == 0:
        return str(array[()])
    return _list_source([_number_source(part, indent + 4) for part in array], indent)


def _list_source(items: list[str], indent: int) -> str:
    """Write items in brackets: on one line where they fit, else one below the other (numbers several to a line)."""
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


def indented(lines: list[str]) -> list[str]:
    """Indent lines by one level."""
    return [f"    {line}" for line in lines]
