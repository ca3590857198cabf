"""Merge a student's sources onto the released notebook."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from grader.core.records import Cell, Role
from grader.submission.pictures import Attachments, joined

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_DEFINITION = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)|^((?:import|from)[ \t].*)", re.MULTILINE)


@dataclass(frozen=True)
class TheirCell:
    """What counts of a cell that was handed in; everything else about it is dropped."""

    source: str
    kind: str
    grade_id: str = ""
    id: str = ""
    experiment: bool = False
    pictures: Attachments = field(default_factory=dict)


@dataclass(frozen=True)
class _Released:
    """A cell of the released notebook. id: its grade_id, or else the notebook's own cell id."""

    id: str
    role: Role
    exercise: str | None
    source: str
    cell: dict[str, Any]

    @property
    def locked(self) -> bool:
        return self.role in ("check", "given")

    @property
    def written(self) -> bool:
        """Whether it holds an answer in words, which a person grades."""
        marks = self.cell["metadata"].get("nbgrader", {})
        return self.role == "text" and bool(marks.get("grade") and marks.get("solution"))


class _Merge:
    """One merge under way: which of the student's cells are used up, and what had to be put right."""

    def __init__(self, released: Sequence[_Released], theirs: Sequence[TheirCell]) -> None:
        self.theirs = theirs
        self.used: set[int] = set()
        self.repairs: list[str] = []
        self.place = self._places(released)
        self.pictures: dict[str, Attachments] = {}
        self.sources = {r.id: self._source(r) for r in released}

    def _places(self, released: Sequence[_Released]) -> dict[int, str]:
        """The released cell that each of the student's cells stands for, by position; own cells are left out."""
        ids = {r.id: r.id for r in released} | {str(r.cell.get("id")): r.id for r in released}
        grade_ids = {_grade_id(r.cell): r.id for r in released}
        place = {}
        for i, cell in enumerate(self.theirs):
            home = (grade_ids.get(cell.grade_id) if cell.grade_id else None) or ids.get(cell.id)
            if home:
                place[i] = home
        # Editors of old formats drop the ids: what was not changed is then known by its text.
        placed = set(place.values())
        unplaced = [r for r in reversed(released) if r.role != "solution" and r.id not in placed]
        lost = {(_bare(r.source), r.cell["cell_type"]): r.id for r in unplaced}
        for i, cell in enumerate(self.theirs):
            if i not in place and (_bare(cell.source), cell.kind) in lost:
                place[i] = lost.pop((_bare(cell.source), cell.kind))
        return place

    def _source(self, r: _Released) -> str:
        here = [i for i, home in self.place.items() if home == r.id]
        if r.role == "solution":
            return self._answer(r, here)
        if r.locked:
            self._restore(r, here)
            return r.source
        if r.written:
            return self._written(r, here)
        if not here or self.theirs[here[0]].kind != r.cell["cell_type"]:
            return r.source
        if r.role == "experiment" and self._defines_more(r, self.theirs[here[0]].source):
            self.repairs.append(f"the experiment {r.id} holds definitions of your own: it runs like a cell of your own")
            return r.source  # the cell itself stays behind, as one of the student's own
        self.used.add(here[0])
        self.pictures[r.id] = self.theirs[here[0]].pictures
        return self.theirs[here[0]].source

    def _written(self, r: _Released, here: list[int]) -> str:
        """The answer in words, whatever kind of cell it was put into; several cells that bear its id are joined."""
        texts = dict.fromkeys(self.theirs[i].source for i in here if _bare(self.theirs[i].source) != _bare(r.source))
        self.used.update(here)
        self.pictures[r.id] = joined(self.theirs[i].pictures for i in here)
        if not here:
            self.repairs.append(f"the cell of the written answer {r.id} had been deleted; it is back as handed out")
        elif any(self.theirs[i].kind != "markdown" for i in here):
            self.repairs.append(f"the cell of the written answer {r.id} was no Markdown; it is read as Markdown")
        text = "\n\n".join(texts)
        return text if text.strip() else r.source

    def _answer(self, r: _Released, here: list[int]) -> str:
        name = r.exercise or r.id
        attempts = [i for i in here if _bare(self.theirs[i].source) not in ("", _bare(r.source))]
        found = attempts or self._definitions(name)[:1]
        self.used.update(i for i in here if i not in attempts)
        if not found:
            if not here:
                self.repairs.append(f"the answer cell of {name} had been deleted; it is back as it was handed out")
            elif all(not self.theirs[i].source.strip() for i in here):
                self.repairs.append(f"the answer cell of {name} was empty; it is back as it was handed out")
            return r.source
        first = self.theirs[found[0]]
        self.used.update(i for i in found if i == found[0] or _bare(self.theirs[i].source) == _bare(first.source))
        if not attempts:
            self.repairs.append(f"the answer of {name} was found in a cell without its id and put into its own")
        elif len(here) > 1:
            self.repairs.append(
                f"{len(here)} cells bear the id of {name}; the first that was worked on is its answer, "
                "others that differ run like cells of your own"
            )
        if first.kind != "code":
            self.repairs.append(f"the answer cell of {name} had been turned into {first.kind}; it is read as code")
        return first.source

    def _definitions(self, name: str) -> list[int]:
        """The student's own code cells that define the name at top level."""
        own = [i for i, cell in enumerate(self.theirs) if i not in self.place and i not in self.used]
        return [i for i in own if self.theirs[i].kind == "code" and _defines(name, self.theirs[i].source)]

    def _restore(self, r: _Released, here: list[int]) -> None:
        kept = [i for i in here if self._same(r, self.theirs[i])]
        self.used.update(kept or here[:1])
        if not here:
            self.repairs.append(f"the locked cell {r.id} had been deleted; it was put back")
        elif not kept:
            self.repairs.append(
                f"the locked cell {r.id} had been changed; it was restored, and what was added to it does not count"
            )

    @staticmethod
    def _same(r: _Released, cell: TheirCell) -> bool:
        return cell.kind == r.cell["cell_type"] and _bare(cell.source) == _bare(r.source)

    @staticmethod
    def _defines_more(r: _Released, source: str) -> bool:
        return not _definitions_in(source) <= _definitions_in(r.source)

    def own(self) -> dict[str, list[TheirCell]]:
        """The student's own cells, by the released cell that they follow ("" at the start)."""
        after: dict[str, list[TheirCell]] = {}
        anchor = ""
        for i, cell in enumerate(self.theirs):
            anchor = self.place.get(i, anchor)
            if i not in self.used:
                after.setdefault(anchor, []).append(cell)
        return after


def merge(
    released: Mapping[str, Any], theirs: Sequence[TheirCell] | None
) -> tuple[dict[str, Any], list[Cell], list[str]]:
    """(merged notebook, its cells, what was repaired); without cells of theirs the released notebook itself.

    The notebook is nbformat 4.5 without outputs; each cell's id is the id of its Cell.
    """
    skeleton = [_released(cell) for cell in released["cells"]]
    merging = _Merge(skeleton, [_as_released(r) for r in skeleton] if theirs is None else theirs)
    after = merging.own()
    taken = {r.id for r in skeleton}
    numbers = itertools.count(1)
    known = frozenset().union(*(_definitions_in(r.source) for r in skeleton))
    notebook: list[dict[str, Any]] = []
    cells: list[Cell] = []

    def add(cell: dict[str, Any], role: Role, exercise: str | None = None) -> None:
        notebook.append(cell)
        cells.append(Cell(cell["id"], role, cell["source"], exercise))

    def add_own(cell: TheirCell) -> None:
        role: Role = "text" if cell.kind != "code" else "own"
        if role == "own" and cell.experiment and _definitions_in(cell.source) <= known:
            role = "experiment"  # a copy or a variant of one, without anything that other cells could need
        add(_own_cell(cell, _free_id(cell.id, taken, numbers), role), role)

    for cell in after.get("", []):
        add_own(cell)
    for r in skeleton:
        pictures = merging.pictures.get(r.id)
        shown = {"attachments": pictures} if pictures else {}
        add({**r.cell, "id": r.id, "source": merging.sources[r.id], **shown}, r.role, r.exercise)
        for cell in after.get(r.id, []):
            add_own(cell)
    document = {**released, "cells": notebook, "nbformat": 4, "nbformat_minor": 5}
    return document, cells, merging.repairs


def text_of(source: Any) -> str:
    """A cell's source as one string that can be encoded, whatever was in its place."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _released(cell: Mapping[str, Any]) -> _Released:
    """A released cell with a copy of what may be changed later on."""
    metadata = {key: dict(value) if isinstance(value, Mapping) else value for key, value in cell["metadata"].items()}
    source = text_of(cell["source"])
    plain: dict[str, Any] = {"cell_type": cell["cell_type"], "metadata": metadata, "id": cell.get("id", "")}
    if cell["cell_type"] == "code":
        plain |= {"execution_count": None, "outputs": []}
    grade_id = _grade_id(plain)
    role, exercise = _role(plain, grade_id)
    return _Released(grade_id or str(plain["id"]), role, exercise, source, plain)


def _role(cell: Mapping[str, Any], grade_id: str) -> tuple[Role, str | None]:
    """What a released cell is for: as the build wrote it down, else as nbgrader's metadata say."""
    if cell["cell_type"] != "code":
        return "text", None
    written = cell["metadata"].get("descent", {})
    if written.get("role") in get_args(Role):
        return written["role"], written.get("exercise")
    flags = cell["metadata"].get("nbgrader", {})
    if flags.get("solution"):
        return "solution", grade_id
    if flags.get("grade"):
        return "check", grade_id.removeprefix("check-")
    return ("given" if flags.get("locked") else "own"), None


def _as_released(r: _Released) -> TheirCell:
    return TheirCell(r.source, r.cell["cell_type"], _grade_id(r.cell), str(r.cell["id"]))


def _own_cell(cell: TheirCell, cell_id: str, role: Role) -> dict[str, Any]:
    plain: dict[str, Any] = {"cell_type": cell.kind, "id": cell_id, "metadata": {}, "source": cell.source}
    if cell.kind == "code":
        plain |= {"metadata": {"descent": {"role": role}}, "execution_count": None, "outputs": []}
    elif cell.pictures:
        plain["attachments"] = cell.pictures
    return plain


def _defines(name: str, source: str) -> bool:
    """Whether the name becomes a function, a class, a variable or an import at top level; in time linear in the source.

    Not by the syntax tree, because a cell with a magic in it is no Python.
    """
    if name not in source:
        return False
    word = re.escape(name)
    if re.search(rf"^(?:(?:async[ \t]+)?def|class)[ \t]+{word}\b|^{word}[ \t]*=(?!=)", source, re.MULTILINE):
        return True
    imports = (line.partition(" import ")[2] for line in source.splitlines() if line.startswith("from "))
    return any(re.search(rf"\b{word}\b", names) for names in imports)


def _definitions_in(source: str) -> frozenset[tuple[str, ...]]:
    """Functions, classes and imports at top level."""
    return frozenset(_DEFINITION.findall(source))


def _free_id(wish: str, taken: set[str], numbers: Iterator[int]) -> str:
    """The id wished for where it is valid and free, else the next free of own-1, own-2, ...; it is then taken."""
    while not _ID.fullmatch(wish) or wish in taken:
        wish = f"own-{next(numbers)}"
    taken.add(wish)
    return wish


def _grade_id(cell: Mapping[str, Any]) -> str:
    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return grade_id if isinstance(grade_id, str) else ""


def _bare(source: str) -> str:
    """The source without what an editor adds or drops by itself."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
