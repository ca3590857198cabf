"""Helpers of several commands: the course, output files, a console, a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from grader.course.loader import Course, Lab

T = TypeVar("T")
LabName = Annotated[str | None, typer.Argument(help="A folder of solutions/, as in 06_optimizers; default: all labs.")]
JsonFile = Annotated[Path | None, typer.Option("--json", help="Write the result to this file as JSON.")]


def course() -> Course:
    """Read the course around the current folder. Raises CourseError where a lab's data set is not in the catalog."""
    from grader import datasets
    from grader.course.loader import find_course

    found = find_course()
    if found.datasets:
        found.check_datasets(datasets.names())
    return found


def labs(course: Course, name: str | None, exercise: str | None = None) -> list[Lab]:
    """List the lab of that name, or all; with an exercise, those that have it.

    Raises UsageError where there is no such lab, and where none of them has the exercise.
    """
    from grader.core.errors import UsageError

    chosen = [course.lab(name)] if name else list(course.labs.values())
    if exercise is None:
        return chosen
    having = [lab for lab in chosen if any(each.name == exercise for each in lab.items)]
    if not having:
        known = ", ".join(sorted(each.name for lab in chosen for each in lab.items))
        raise UsageError(f"no exercise {f'of {name} ' if name else ''}is called {exercise!r}; there are {known}")
    return having


def try_outputs(*files: Path | None) -> None:
    """Check that output files can be written, before hours of work. Raises GraderError."""
    from grader.core.files import check_writable

    for path in files:
        if path:
            check_writable(path)


def write_json(path: Path, content: Any) -> None:
    from grader.core.files import write_atomically

    write_atomically(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 160)


def progress(work: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Iterate over items, with a progress bar and the time left on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    times = (TimeElapsedColumn(), TextColumn("left:"), TimeRemainingColumn(elapsed_when_finished=True))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *times)
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        yield from bar.track(work, total=total, description=label)
