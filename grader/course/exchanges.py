"""Derive slips that exchange one value for another: a switch, two numbers, two arguments.

As in grader.course.rules, each is a class and what stands at which places.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import combinations

from grader.core import vocabulary as v
from grader.course.edits import Span
from grader.course.slips import Solution

Change = tuple[str, list[Span]]


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
