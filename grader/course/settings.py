"""Read and validate course.toml. A fault is one sentence that names the file, the table, the key and the remedy."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from grader.core.errors import CourseError
from grader.core.limits import BOUNDS, LabLimits, format_limit, parse_limit

#: How a key of a text or a list is written, for messages.
_EXAMPLES = {
    "course": '"descent"',
    "check_quizzes": "true",
    "libraries": '["numpy", "matplotlib"]',
    "dataset": '"mnist"',
}
#: What pydantic calls a value of a wrong type, and what course.toml wants there.
_TYPES = {
    "string_type": "a string",
    "bool_type": "true or false",
    "list_type": "a list of strings",
    "model_type": "a table",
    "dict_type": "a table",
}
_LONGEST = 60  # characters of a value in a message


def _limit(name: str) -> BeforeValidator:
    """Make the validator of a limit: a number with a unit, or a count, within its bounds."""

    def validate(value: Any) -> float:
        bound, found = BOUNDS[name], parse_limit(name, value)
        if found is None:
            raise PydanticCustomError("limit", "cannot be read; write it as in {example}", {"example": bound.example})
        if not bound.least <= found <= bound.most:
            span = f"{format_limit(name, bound.least)} to {format_limit(name, bound.most)}"
            raise PydanticCustomError("limit", "is out of range; choose something from {span}", {"span": span})
        return found

    return BeforeValidator(validate)


class Table(BaseModel):
    """A table of course.toml: strict types, and no key but these."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ExerciseTable(Table):
    """[labs.LAB.limits.EXERCISE]: what differs from the lab's limits, in seconds, bytes and counts."""

    cpu: Annotated[float | None, _limit("cpu")] = None
    wall: Annotated[float | None, _limit("wall")] = None
    memory: Annotated[int | None, _limit("memory")] = None
    scratch: Annotated[int | None, _limit("scratch")] = None
    output: Annotated[int | None, _limit("output")] = None
    threads: Annotated[int | None, _limit("threads")] = None


class LimitsTable(ExerciseTable):
    """[limits]: what differs from the defaults of `grader.core.limits`."""

    notebook_cpu: Annotated[float | None, _limit("notebook_cpu")] = None
    notebook_wall: Annotated[float | None, _limit("notebook_wall")] = None

    def on_top_of(self, usual: LabLimits) -> LabLimits:
        """Combine these limits with the usual ones."""
        values = self.model_dump(exclude_none=True)
        each = {name: value for name, value in values.items() if name in ExerciseTable.model_fields}
        notebook = {name: values[f"notebook_{name}"] for name in ("cpu", "wall") if f"notebook_{name}" in values}
        exercises = {name: value for name, value in values.items() if name not in LimitsTable.model_fields}
        return LabLimits(
            dataclasses.replace(usual.each, **each), dataclasses.replace(usual.notebook, **notebook), exercises
        )


class LabLimitsTable(LimitsTable):
    """[labs.LAB.limits]: limits of the lab, and a table for each exercise that has limits of its own."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, ExerciseTable] = Field(init=False)


class LabTable(Table):
    """[labs.LAB].

    libraries: the distributions that the lab's sandbox may import and read; None: the usual ones
    dataset: the data set that its training runs use, or ""
    limits: what submissions to it may use
    """

    libraries: list[str] | None = None
    dataset: str = ""
    limits: LabLimitsTable = LabLimitsTable()


class CourseTable(Table):
    """The top level of course.toml.

    course: the course's name
    feedback: how much students get to read about a wrong answer
    check_quizzes: whether `check` says right or wrong of a quiz, before it is handed in
    limits: what applies where a lab has no other
    labs: by the name of the lab's folder
    """

    course: str = "descent"
    feedback: Literal["verdict", "name", "hints"] = "hints"
    check_quizzes: bool = True
    limits: LimitsTable = LimitsTable()
    labs: dict[str, LabTable] = {}


def read_settings(path: Path) -> CourseTable:
    """Read course.toml. Raises CourseError for the first fault in it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise CourseError(f"{path}: not a TOML file: {error}; correct that place") from error
    return validate_settings(path, content)


def validate_settings(path: Path, content: Mapping[str, Any]) -> CourseTable:
    """Validate the content of course.toml. Raises CourseError for the first fault in it."""
    try:
        return CourseTable.model_validate(content)
    except ValidationError as error:
        raise CourseError(f"{path}: {_explained(error.errors(include_url=False)[0])}") from None


def _explained(fault: ErrorDetails) -> str:
    """Describe a fault: the table it is in, the key with its value, what is wrong and what to write."""
    *tables, name = [part for part in fault["loc"] if isinstance(part, str)]
    place = f"[{'.'.join(tables)}] " if tables else ""
    value, kind = repr(fault["input"]), fault["type"]
    value = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    known: type[Table]
    if kind == "limit":
        return f"{place}{name} = {value} {fault['msg']}"
    if kind == "extra_forbidden" and tables == ["limits"] and isinstance(fault["input"], dict):
        return f"[limits.{name}]: an exercise's limits are its lab's: [labs.LAB.limits.{name}]"
    if "limits" in tables and kind in ("extra_forbidden", "model_type"):
        known = ExerciseTable if len(tables) == 4 else LimitsTable
        return f"{place}{name} is no limit that can be set here; there are {', '.join(known.model_fields)}"
    if kind == "extra_forbidden":
        known = LabTable if tables else CourseTable
        return f"{place}unknown key {name!r}; there are {', '.join(known.model_fields)}"
    if kind == "literal_error":
        return f"{place}{name} must be {fault['ctx']['expected']}, not {value}"
    if _TYPES[kind] == "a table":
        return f"[{'.'.join([*tables, name])}] must be a table, not {value}"
    wanted = _TYPES["list_type"] if name == "libraries" else _TYPES[kind]
    return f"{place}{name} must be {wanted}, not {value}; write it as in {name} = {_EXAMPLES[name]}"
