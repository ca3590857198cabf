"""Collect the submissions in the notebooks, folders and archives that a command names, and say which file is whose.

A notebook that bears its lab's name is not opened for that; of others the metadata says of which lab they are.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.records import Submission
from grader.course.loader import Course
from grader.grading.attribution import attribute
from grader.grading.folders import ARCHIVE, read_archive, read_folder
from grader.grading.found import Found, Scope, no_lab
from grader.submission.attachments import DiskFile, files_of, printable, shown
from grader.submission.candidates import SUFFIX, is_called_after
from grader.submission.read import Document, home_of, read_stored, read_submission


@dataclass(frozen=True)
class HandedIn:
    """One submission.

    found: the notebook, where it lies, and what there is to know of it
    name: of the student, unique within the lab
    """

    found: Found
    name: str

    @property
    def lab(self) -> str:
        """Return the lab that it answers."""
        return self.found.lab

    @property
    def path(self) -> Path:
        """Return the path of the notebook, of its folder, or of the archive that it lies in."""
        return self.found.path

    def row(self) -> dict[str, str]:
        """Return what a table of who is who says of it."""
        found = self.found
        notes = "; ".join((*found.notes, *found.repairs))
        return {"student": self.name, "lab": found.lab, "file": found.file, "platform": found.layout, "notes": notes}

    def read(self, released: Document) -> Submission:
        """Read the submission; nothing is executed. released: the student notebook of the lab, as JSON."""
        found = self.found
        if found.stored is None:
            return replace(read_submission(found.path, found.lab, released), name=self.name)
        label = found.file.rpartition("/")[2]
        return read_stored(
            found.stored, label, found.lab, released, self.name,
            beside=lambda: files_of(found.beside), repairs=found.repairs,
        )  # fmt: skip


def collect(course: Course, paths: Sequence[Path], lab: str | None = None) -> tuple[list[HandedIn], list[str]]:
    """(submissions, what was left out and why) of notebooks, folders and archives; each once, however often named.

    In a folder, a folder called like a lab is one submission, as nbgrader lays them out (STUDENT/LAB/LAB.ipynb), and
    so is a folder with a notebook of a lab; other notebooks are one each. A folder on the command line that holds
    several is a class, whatever it is called. Downloads of learning platforms are recognized by their names. Links to
    folders are not followed. With `lab`, notebooks of other labs are passed over.
    Raises UsageError for an unknown lab, a path that is not there, a file that answers no lab, and a folder or an
    archive without any notebook of the lab; the message says what was found.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{shown(str(path))}: no such notebook")
    if lab is not None and lab not in course.labs:
        raise UsageError(_unknown_lab(course, paths, lab))
    found: dict[tuple[str, str], Found] = {}
    left_out: list[str] = []
    for path in paths:
        scope = Scope(tuple(course.labs), lab)
        here = _found_at(scope, path)
        if not here and not scope.left_out:
            raise UsageError(_nothing(path, scope))
        for each in here:
            found.setdefault(each.key, each)
        left_out += scope.left_out
    return _numbered(_by_folder(list(found.values()))), left_out


def lab_of(course: Course, path: Path, lab: str | None) -> str:
    """The lab that a notebook or a folder answers: `lab`, else the one that it is called after. Raises UsageError."""
    name = lab or path.absolute().name.removesuffix(SUFFIX)
    if name not in course.labs:
        raise UsageError(no_lab(shown(str(path)), name, tuple(course.labs)))
    return name


def named(notebooks: Sequence[tuple[Path, str]]) -> list[HandedIn]:
    """Name submissions by (path, lab) after the student's file or folder; see `collect`."""
    return _numbered(
        [Found(lab, _tail(path, lab), path, (str(path), lab), shown(str(path))) for path, lab in notebooks]
    )


def _found_at(scope: Scope, path: Path) -> list[Found]:
    """Find what lies at one path of the command line."""
    if path.is_dir() and not path.name.endswith(SUFFIX):
        return list(attribute(scope, read_folder(path, scope.labs, scope.left_out)))
    if path.name.lower().endswith(ARCHIVE):
        return list(attribute(scope, read_archive(path, scope.left_out)))
    name = path.absolute().name
    lab = scope.lab or scope.lab_of(name, DiskFile(path))
    if lab is None:
        raise UsageError(no_lab(shown(str(path)), name.removesuffix(SUFFIX), scope.labs))
    key = os.path.realpath(path.absolute().parent), name
    return [Found(lab, _tail(path, lab), path, key, shown(str(path)))]


def _by_folder(found: Sequence[Found]) -> list[Found]:
    """Call a named notebook that is called after its lab, as `06_optimizers (1)`, after its folder if alone in it."""
    often = Counter(each.tail[:-1] for each in found)

    def in_folder(each: Found) -> bool:
        stem = printable(each.path.name.removesuffix(SUFFIX))
        alone = len(each.tail) > 1 and often[each.tail[:-1]] == 1
        return alone and each.path.name.endswith(SUFFIX) and each.tail[-1] == stem and is_called_after(stem, each.lab)

    return [replace(each, tail=each.tail[:-1]) if in_folder(each) else each for each in found]


def _nothing(path: Path, scope: Scope) -> str:
    """Say what a path holds instead of what is asked for."""
    where = shown(str(path))
    if scope.passed_over:
        return f"{where}: no notebook of {scope.lab} in there, but of {_counted(scope.passed_over)}"
    if not path.is_dir():
        return f"{where}: no notebook in this archive"
    return f"{where}: no notebook in this folder"


def _unknown_lab(course: Course, paths: Sequence[Path], lab: str) -> str:
    """Say which labs there are, and of which ones notebooks were found."""
    held: Counter[str] = Counter()
    for path in paths:
        with suppress(UsageError):
            held.update(each.lab for each in _found_at(Scope(tuple(course.labs), None), path))
    which = f"; what you named holds notebooks of {_counted(held)}" if held else ""
    return f"there is no lab {lab!r}; the course has {', '.join(course.labs) or 'none'}{which}"


def _counted(labs: Counter[str]) -> str:
    return ", ".join(f"{lab} ({count})" for lab, count in sorted(labs.items()))


def _numbered(found: Sequence[Found]) -> list[HandedIn]:
    """Give each its name: what it is called after, and as many folders around that as it takes.

    Two that are called alike even then get a number.
    """
    taken = [1] * len(found)
    while True:
        keys = [(each.lab, "/".join(each.tail[-taken[i] :])) for i, each in enumerate(found)]
        often = Counter(keys)
        longer = [taken[i] + (often[key] > 1 and taken[i] < len(found[i].tail)) for i, key in enumerate(keys)]
        if longer == taken:
            break
        taken = longer
    made: list[HandedIn] = []
    used: set[tuple[str, str]] = set()
    for each, (lab, name) in zip(found, keys, strict=True):
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        unique = name
        while (lab, unique) in used or (unique != name and (lab, unique) in often):
            unique = next(numbered)
        used.add((lab, unique))
        made.append(HandedIn(each, unique))
    return made


def _tail(path: Path, lab: str) -> tuple[str, ...]:
    """The names of the folders down to what a submission is called after, that included."""
    folder = path.is_dir() and not path.name.endswith(SUFFIX)
    home = home_of(path / f"{lab}{SUFFIX}" if folder else path, lab)
    return tuple(printable(part) for part in home.parts[1:]) or ("submission",)
