"""Derive slips that exchange one value for another: a switch, two numbers, two arguments, one variable.

As in grader.course.rules, each is a class and what stands at which places.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from itertools import combinations

from grader.core import vocabulary as v
from grader.course.edits import Source, Span
from grader.course.slips import Solution

Change = tuple[str, list[Span]]
#: So many exchanges of one variable are made at most, spread evenly over all.
MOST_OTHER_VALUES = 240


def switches(solution: Solution) -> Iterator[Change]:
    """Turn each option that is True or False the other way round."""
    for option, default in solution.options.items():
        places = solution.loads(option)
        if isinstance(default, bool) and places:
            yield v.SWITCH, [solution.source.span(node, f"(not {solution.source.segment(node)})") for node in places]


def numbers_swapped(solution: Solution) -> Iterator[Change]:
    """Swap the two numbers of an option that holds two."""
    for option, default in solution.options.items():
        places = solution.loads(option)
        if isinstance(default, tuple) and len(default) == 2 and places:
            yield (
                v.NUMBERS_SWAPPED,
                [solution.source.span(node, f"({solution.source.segment(node)})[::-1]") for node in places],
            )


def arguments_swapped(solution: Solution) -> Iterator[Change]:
    """Swap each two arguments of a function that have no default."""
    if inspect.isclass(solution.task):
        return
    parameters = inspect.signature(solution.task).parameters.values()
    names = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    for one, other in combinations(names, 2):
        spans = [solution.source.span(node, other) for node in solution.loads(one)]
        spans += [solution.source.span(node, one) for node in solution.loads(other)]
        if spans:
            yield v.ARGUMENTS_SWAPPED, spans


def other_values(solution: Solution) -> Iterator[Change]:
    """Use another variable in one place: of the same function, or an attribute that the solution sets."""
    source = solution.source
    attributes = sorted(
        {
            node.attr
            for node in source.solution_nodes()
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_self(node.value)
        }
    )
    found: dict[Span, None] = {}
    for function in solution.methods.values():
        names = _variables(function)
        values = [*names, *(f"self.{name}" for name in attributes if "self" in _arguments(function))]
        for node in source.solution_nodes(function):
            text = _read(node, source, names, attributes)
            if text:
                found |= dict.fromkeys(source.span(node, value) for value in values if value != text)
    step = -(-len(found) // MOST_OTHER_VALUES) or 1
    yield from ((v.OTHER_VALUE, [span]) for span in list(found)[::step])


def _read(node: ast.AST, source: Source, names: Mapping[str, None], attributes: list[str]) -> str:
    """The variable or attribute that a node reads, "" where it reads none."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and _is_self(node.value):
        return source.segment(node) if node.attr in attributes else ""
    return ""


def _variables(function: ast.FunctionDef) -> dict[str, None]:
    """The arguments of a function and what it assigns, in order, without `self`."""
    stored = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return dict.fromkeys(name for name in [*_arguments(function), *stored] if name != "self")


def _arguments(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args]


def _is_self(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"
