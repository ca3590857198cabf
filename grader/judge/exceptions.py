"""Name what an exception says about an answer: by its class and NumPy's wording, never by what a student wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core import vocabulary as v
from grader.judge.traces import CaseRun


@dataclass(frozen=True)
class Reading:
    """What an exception means.

    error: names of exception classes, joined by "|"
    message: pattern that its message holds
    name: of the mistake
    """

    error: str
    message: str
    name: str


#: The first that fits counts.
READINGS = (
    Reading("NameError", r"^name '\w+' is not defined", v.NAME),
    Reading("UnboundLocalError", r"", v.NAME),
    Reading("AttributeError", r"'NoneType' object", v.NONE),
    Reading("TypeError", r"'NoneType'", v.NONE),
    Reading("AttributeError", r"^'(?:list|tuple)' object has no attribute", v.LIST),
    Reading("AttributeError", r"^module 'numpy|^'numpy\.[\w.]+' object has no attribute", v.FOREIGN),
    Reading("AttributeError", r"^'(?!dict|int|float|str|bool|function|numpy)\w+' object has no", v.ATTRIBUTE),
    Reading("TypeError", r"unsupported operand type.*'list'|can't multiply sequence|bad operand type.*'list'", v.LIST),
    Reading("TypeError", r"list indices must be integers", v.LIST),
    Reading("TypeError", r"unexpected keyword argument|got multiple values for|positional argument", v.ARGUMENTS),
    Reading("TypeError", r"Cannot interpret '\d+' as a data type", v.SHAPE_AS_NUMBERS),
    Reading("TypeError", r"not JSON serializable", v.JSON),
    Reading("TypeError", r"only (?:length-1|integer|size-1|0-dimensional)", v.ONE_NUMBER),
    Reading("ValueError", r"truth value of an array", v.TRUTH),
    Reading("ValueError", r"inhomogeneous|setting an array element with a sequence", v.RAGGED),
    Reading("AxisError", r"", v.NO_SUCH_AXIS),
    Reading("ValueError", r"unpack", v.UNPACKING),
    Reading("ValueError", r"cannot reshape", v.RESHAPE),
    Reading("ValueError", r"could not be broadcast|non-broadcastable", v.BROADCAST),
    Reading("ValueError", r"matmul|not aligned|mismatch in its core dimension", v.PRODUCT),
    Reading("ZeroDivisionError", r"", v.ZERO),
    Reading("IndexError", r"", v.INDEX),
    Reading("KeyError", r"", v.KEY),
    Reading("RecursionError", r"", v.RECURSION),
    Reading("UFuncTypeError|_UFuncOutputCastingError", r"", v.CASTING),
)


def name_of(runs: Sequence[CaseRun]) -> str:
    """Return what the exceptions of an answer have in common, or "" where they differ or are not known."""
    raised = [run.observation for run in runs if run.observation.status == "raised"]
    names = {_read(observation.error_type, observation.error) for observation in raised}
    return names.pop() if len(names) == 1 else ""


def _read(error_type: str, error: str) -> str:
    message = error.partition(": ")[2]
    for reading in READINGS:
        if error_type in reading.error.split("|") and re.search(reading.message, message):
            return reading.name
    return ""
