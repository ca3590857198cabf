"""Find the submissions in the folders and files that a command names; nothing is opened."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.course.loader import Course
from grader.submission.attachments import printable, shown
from grader.submission.read import home_of


@dataclass(frozen=True)
class HandedIn:
    """One submission: a notebook, or the folder that should hold it. name: unique within its lab."""

    path: Path
    lab: str
    name: str


def collect(course: Course, paths: Sequence[Path], lab: str | None = None) -> tuple[list[HandedIn], list[str]]:
    """(submissions, what was left out and why) of notebooks and folders; each once, however often it is named.

    In a folder, a folder called like a lab is one submission, as nbgrader lays them out (STUDENT/LAB/LAB.ipynb); every
    other notebook below it is one too. Links to folders are not followed. A notebook answers `lab`, else the lab that
    it is called after; with `lab`, folders of other labs are passed over.
    Raises UsageError for a path that is not there, a file that answers no lab, and a folder without any notebook.
    """
    found: dict[Path, tuple[Path, str]] = {}
    left_out: list[str] = []
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{shown(str(path))}: no such notebook")
        nothing = True
        for each in _below(course, path, left_out) if _is_folder(path) else [path]:
            nothing = False
            if _is_folder(each) and lab not in (None, each.absolute().name):
                continue
            try:
                answers = lab_of(course, each, lab)
            except UsageError as error:
                if each is path:
                    raise
                left_out.append(str(error))
            else:
                whole = Path(os.path.realpath(each.absolute().parent), each.absolute().name)
                found.setdefault(whole / f"{answers}.ipynb" if _is_folder(each) else whole, (each, answers))
        if nothing and not left_out:
            raise UsageError(f"{shown(str(path))}: no notebook in this folder")
    return named(list(found.values())), left_out


def lab_of(course: Course, path: Path, lab: str | None) -> str:
    """The lab that a notebook or a folder answers: `lab`, else the one it is called after. Raises UsageError."""
    name = lab or path.absolute().name.removesuffix(".ipynb")
    if name not in course.labs:
        choices = ", ".join(course.labs)
        raise UsageError(f"{shown(str(path))}: no lab is called {name!r}; name it with --lab, one of {choices}")
    return name


def named(notebooks: Sequence[tuple[Path, str]]) -> list[HandedIn]:
    """Submissions by (path, lab), called after the student's file or folder and as many folders around it as it takes.

    Two that are called alike even then get a number.
    """
    tails = [_tail(path, lab) for path, lab in notebooks]
    taken = [1] * len(tails)
    while True:
        keys = [(lab, "/".join(tails[i][-taken[i] :])) for i, (_, lab) in enumerate(notebooks)]
        often = Counter(keys)
        longer = [taken[i] + (often[key] > 1 and taken[i] < len(tails[i])) for i, key in enumerate(keys)]
        if longer == taken:
            break
        taken = longer
    made: list[HandedIn] = []
    used: set[tuple[str, str]] = set()
    for (path, lab), (_, name) in zip(notebooks, keys, strict=True):
        numbered = (f"{name} ({number})" for number in itertools.count(2))
        unique = name
        while (lab, unique) in used or (unique != name and (lab, unique) in often):
            unique = next(numbered)
        used.add((lab, unique))
        made.append(HandedIn(path, lab, unique))
    return made


def _tail(path: Path, lab: str) -> list[str]:
    """The names of the folders down to what a submission is called after, that included."""
    home = home_of(path / f"{lab}.ipynb" if _is_folder(path) else path, lab)
    return [printable(part) for part in home.parts[1:]] or ["submission"]


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder of submissions or of one; not where a folder stands in a notebook's place."""
    return path.is_dir() and not path.name.endswith(".ipynb")


def _below(course: Course, folder: Path, left_out: list[str]) -> Iterator[Path]:
    """Every submission in a folder, in the order of names; the folder itself where it is called like a lab."""
    if folder.absolute().name in course.labs:
        yield folder
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        left_out.append(f"{shown(str(folder))}: cannot be read: {error.strerror}; make it readable")
        return
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith("."):
            continue
        if entry.name.endswith(".ipynb") or entry.name in course.labs:
            yield path
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(course, path, left_out)
        elif entry.is_dir():
            left_out.append(f"{shown(str(path))}: is a link to another folder; hand in the folder itself")
