"""Vary the constants of a known mistake: "ignores the given eps" is the same mistake with 1e-5 and with 1e-12."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Sequence

from grader.course.edits import Edits
from grader.course.variants import Wrong

#: Constants that stand for "a small number" in what people write.
SMALL = (0.0, *(float(f"1e-{digits}") for digits in range(3, 16)))
#: Constants that stand for a rate.
RATES = (0.1, 0.01, 0.001, 0.5, 0.9, 0.95, 0.99, 0.999)
_FLOAT = re.compile(r"(?<![\w.])(?:\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)(?![\w.])")
_IGNORED = re.compile(r"ignores the given (\w+)\Z")
#: Options that are small numbers, not rates.
_SMALL_OPTIONS = ("eps", "epsilon", "h")
_MOST_OWN = 12
_MOST_SOURCE = 100_000


def with_other_literals(
    wrong: Wrong, own: Sequence[float] = (), *, fixed: bool = True, both: bool = True
) -> Iterator[Edits]:
    """Yield a mistake's edits with other numbers of the same class, where its name says the class and not a number.

    wrong: a mistake that brings floats into the solution, or none
    own: floats that stand in the student's source
    fixed: use the list of the class beside them
    both: of a mistake that brings two numbers, vary both at once too
    """
    brought = sorted({number for old, new in wrong.edits.items() for number in _brought(old, new)})
    option = _IGNORED.match(wrong.name)
    if not brought or re.search(r"\d", wrong.name) or len(brought) > 2:
        return
    if not option and not all(0 < float(number) <= 1e-2 for number in brought):
        return
    rates = option is not None and option[1] not in _SMALL_OPTIONS
    listed = RATES if rates else SMALL
    if rates and option and option[1] != "lr":
        own = [value for value in own if value not in (0.0, 1.0)]  # with these the whole formula is another one
    values = list(dict.fromkeys([*(listed if fixed else ()), *(value for value in own if value not in listed)]))
    for number in brought:
        for value in values:
            if value != float(number):
                yield _replaced(wrong.edits, {number: value})
    if both and len(brought) == 2:
        one, other = brought
        for value in values:
            for second in values:
                if value != float(one) and second != float(other):
                    yield _replaced(wrong.edits, {one: value, other: second})


def floats_in(source: str) -> tuple[float, ...]:
    """Return the floats that stand in a source, `10**-8` among them; none where it cannot be parsed. It is not run."""
    if len(source) > _MOST_SOURCE:
        return ()
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    for node in nodes:
        match node:
            case ast.BinOp(ast.Constant(10 | 10.0), ast.Pow(), ast.UnaryOp(ast.USub(), ast.Constant(int(power)))):
                found.append(10.0 ** -min(power, 300))
    return tuple(dict.fromkeys(value for value in found if math.isfinite(value)))[:_MOST_OWN]


def _brought(old: str, new: str) -> set[str]:
    """Return the floats of a replacement that the replaced text does not hold."""
    return set(_FLOAT.findall(new)) - set(_FLOAT.findall(old))


def _replaced(edits: Edits, numbers: dict[str, float]) -> Edits:
    def other(match: re.Match[str]) -> str:
        return repr(numbers[match[0]]) if match[0] in numbers else match[0]

    return {old: _FLOAT.sub(other, new) for old, new in edits.items()}
