"""The parent's end of a session without a process behind it, for tests that trust what they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from grader.core.limits import Limits
from grader.core.records import CellResult, Observation, Question
from grader.course.reference import Reference
from grader.probes.context import Context
from grader.probes.observe import observe


class Session:
    """Runs cells and probes right here. dies_on: a text in a cell that ends the session."""

    def __init__(self, given: ModuleType | None = None, dies_on: str = "\0") -> None:
        self.alive = True
        self.killed_from_outside = self.broke_off = self.short_of_room = False
        self.left_out: tuple[str, ...] = ()
        self.spent = 0.0
        self.sources: list[str] = []
        self._given, self._dies_on = given, dies_on
        self._namespace: dict[str, Any] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exc: object) -> None:
        self.alive = False

    def run_cell(self, source: str, cell_id: str, limits: Limits | None = None) -> CellResult:
        self.sources.append(source)
        if self._dies_on in source:
            self.alive = False
            return CellResult("timed out", error="it never ended")
        try:
            exec(compile(source, "<cell>", "exec"), self._namespace)
        except Exception as error:
            return CellResult("raised", error=f"{type(error).__name__}: {error}")
        return CellResult()

    def probes(self, questions: Sequence[Question]) -> Iterator[Observation]:
        context = Context(self._given, self._namespace)
        for asked in questions:
            yield observe(asked.probe, self._namespace[asked.task], asked.inputs, context)


class Sandbox:
    """Opens such sessions."""

    def __init__(self, given: ModuleType | None = None) -> None:
        self._given = given

    def open(
        self, files: Mapping[str, bytes] | None = None, limits: object = None, notebook: object = None, scratch: int = 0
    ) -> Session:
        return Session(self._given)


def undefined(reference: Reference, imports: str = "import numpy as np") -> list[str]:
    """Names of a task's source that neither Python nor the source itself defines, nor one of these imports."""
    import builtins
    import symtable

    text = reference.exercise.text
    outer = symtable.symtable(text, reference.exercise.name, "exec")
    known = {*vars(builtins), reference.exercise.name}
    known |= {line.split()[-1] for line in imports.splitlines()}

    def used(table: symtable.SymbolTable) -> set[str]:
        own = {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
        return own.union(*(used(child) for child in table.get_children()))

    return sorted(used(outer) - known)
