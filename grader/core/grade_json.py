"""Convert grades to plain JSON values and back. What is read back is validated field by field."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from grader.core.records import Grade

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError


def to_json(record: Any) -> dict[str, Any]:
    """Convert a record to dicts and lists; tuples become lists. Not for records that hold arrays."""
    plain: dict[str, Any] = _plain(record)
    return plain


def grade_from_json(data: Mapping[str, Any]) -> Grade:
    """Read the Grade that `to_json` wrote, now or before it had all of its fields.

    Raises ValueError, which names the field, for an unknown key, a missing one and a value of another type.
    """
    from pydantic import ValidationError

    try:
        (grade,) = _adapter().validate_python([_with_public(data)])
    except ValidationError as error:
        raise ValueError(_explained(error)) from None
    return grade


def _with_public(data: Any) -> Any:
    """Add `public` to the cases of a grade that was written before the field was there; the seed's name says it."""
    exercises = data.get("exercises") if isinstance(data, Mapping) else None
    for exercise in exercises if isinstance(exercises, list | tuple) else ():
        cases = exercise.get("cases") if isinstance(exercise, Mapping) else None
        for case in cases if isinstance(cases, list | tuple) else ():
            if isinstance(case, dict) and "public" not in case:
                case["public"] = case.get("seed") == "public"
    return data


def _plain(node: Any) -> Any:
    """Do what `dataclasses.asdict` does, with lists for tuples, in a third of the time: a class has many cases."""
    if node is None or isinstance(node, str | int | float):
        return node
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, tuple | list):
        return [_plain(value) for value in node]
    if dataclasses.is_dataclass(node):
        return {name: _plain(value) for name, value in vars(node).items()}
    return node


@functools.cache
def _adapter() -> TypeAdapter[list[Grade]]:
    """Make the validator at the first call: pydantic takes longer to load than this package.

    A list, because that lends its configuration to the plain dataclasses inside, which have none of their own.
    """
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(list[Grade], config=ConfigDict(extra="forbid"))


def _explained(error: ValidationError) -> str:
    """Describe the first fault in one line: 'exercises[0].points: ...'."""
    first = error.errors(include_url=False)[0]
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"][1:]]
    place = "".join(parts).removeprefix(".") or "the grade"
    if first["type"] == "missing":
        return f"{place} is missing"
    if first["type"] == "unexpected_keyword_argument":
        return f"{place} is no field of a grade"
    value = repr(first["input"])
    return f"{place}: {first['msg']}, not {value if len(value) <= 60 else f'{value[:59]}…'}"
