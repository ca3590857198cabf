"""Recognize how learning platforms lay out a download of submissions; pure, from names to students.

| platform | file of a student |
|---|---|
| Moodle | `NAME_ID_assignsubmission_file/FILE`, older `NAME_ID_assignsubmission_file_/FILE` and `..._file_FILE` |
| Canvas | `NAME[_LATE]_ID_SUBMISSION_FILE`; a resubmitted FILE is called `FILE-1`, `FILE-2` |
| Blackboard | `ASSIGNMENT_USER_attempt_2026-11-20-10-11-12_FILE` |
| Gradescope | `submission_ID/FILE`, with the names in `submission_metadata.yml` |
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from grader.submission.gradescope import METADATA, read_people


@dataclass(frozen=True)
class Placed:
    """A file of a download, with whose it is.

    name: as in the listing
    student: the name that the platform writes, made unique by its number where two are called alike
    key: identifies the student within the download
    file: the path of the file below the student's folder, as it was called before the platform renamed it
    time: of the attempt, sortable; "" where the name does not say it
    number: of the resubmission in the file's name, 0 for the first
    renamed: `file` with that number, as it is now called; "" where it has none
    late: whether the platform marks it as late
    """

    name: str
    student: str
    key: str
    file: str
    time: str = ""
    number: int = 0
    renamed: str = ""
    late: bool = False


@dataclass(frozen=True)
class Layout:
    """A download in a platform's layout. platform: its name; placed: files of students; others: all other names."""

    platform: str
    placed: tuple[Placed, ...]
    others: tuple[str, ...]


_MOODLE = re.compile(r"(?P<who>[^/]+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<flat>[^/]+)?)?(?:/|\Z)")
_CANVAS = re.compile(
    r"(?:anon_(?P<anon>[A-Za-z0-9]{5})|(?P<who>[^/]+?)(?P<late>_LATE)?_(?P<id>\d{2,}))_(?P<sub>\d{2,})_(?P<file>.+)",
    re.DOTALL,
)
_RESUBMITTED = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,4})(?P<suffix>\.\w+)")
_BLACKBOARD = re.compile(r"(?P<head>[^/]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)
_GRADESCOPE = re.compile(r"(?P<id>submission_\d+)/(?P<file>.+)", re.DOTALL)


def recognize(names: Sequence[str], labs: Iterable[str], read: Callable[[str], str | None]) -> Layout | None:
    """Recognize a platform's layout in the paths below one folder; None where there is none.

    names: paths of files, with slashes
    labs: names of the course's labs, which an assignment may be called after
    read: reads a text file of the listing, or gives None
    """
    people = read_people(read(METADATA) or "") if METADATA in names else {}
    layouts = (
        ("Moodle", _moodle),
        ("Blackboard", lambda name: _blackboard(name, tuple(labs))),
        ("Gradescope", lambda name: _gradescope(name, people)),
        ("Canvas", _canvas),
    )
    for platform, place in layouts:
        placed = [found for found in map(place, names) if found]
        if placed:
            taken = {each.name for each in placed}
            return Layout(platform, tuple(_unique(placed)), tuple(name for name in names if name not in taken))
    return None


def _moodle(name: str) -> Placed | None:
    found = _MOODLE.match(name)
    if not found:
        return None
    rest = name[found.end() :]
    file = "/".join(filter(None, [found["flat"], rest]))
    return Placed(name, found["who"], found["id"], file) if file else None


def _canvas(name: str) -> Placed | None:
    found = _CANVAS.fullmatch(name)
    if not found:
        return None
    first, slash, below = found["file"].partition("/")
    again = _RESUBMITTED.fullmatch(first)
    file = (f"{again['stem']}{again['suffix']}" if again else first) + slash + below
    number = int(again["number"]) if again else 0
    who = found["who"] or f"anonymous {found['anon']}"
    late = bool(found["late"])
    renamed = found["file"] if again else ""
    return Placed(name, who, found["id"] or found["anon"], file, number=number, renamed=renamed, late=late)


def _blackboard(name: str, labs: tuple[str, ...]) -> Placed | None:
    found = _BLACKBOARD.fullmatch(name)
    if not found:
        return None
    head = found["head"]
    lab = next((lab for lab in labs if head.startswith(f"{lab}_")), "")
    who = head[len(lab) + 1 :] if lab else head.rpartition("_")[2]
    return Placed(name, who, head, found["file"] or "about.txt", time=found["time"])


def _gradescope(name: str, people: dict[str, tuple[str, str, str]]) -> Placed | None:
    found = _GRADESCOPE.fullmatch(name)
    if not found or found["id"] not in people:
        return None
    who, key, time = people[found["id"]]
    return Placed(name, who, key, found["file"], time=f"{time} {found['id']}")


def _unique(placed: Sequence[Placed]) -> list[Placed]:
    """Make students' names unique: two who are called alike get their numbers."""
    often = Counter(who for who, _ in {(each.student, each.key) for each in placed})
    return [replace(p, student=f"{p.student} {p.key}") if often[p.student] > 1 else p for p in placed]
