"""Take one student's notebooks out of the files of a platform's download, or of an archive of the student's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.grading.folders import Folder, time_of
from grader.grading.found import Found, Scope, key_of, path_of
from grader.submission.attachments import Stored, shown
from grader.submission.candidates import SUFFIX, Candidate, choose
from grader.submission.layouts import Layout, Placed
from grader.submission.read import lab_in


@dataclass(frozen=True)
class Owner:
    """A student, as the names in a download tell.

    tail: names of folders down to the student's
    layout: the platform, or ""
    usual: the lab of a notebook that says nothing else, or None
    """

    tail: tuple[str, ...]
    layout: str = ""
    usual: str | None = None


def of_platform(scope: Scope, folder: Folder, layout: Layout) -> Iterator[Found]:
    """Take the latest attempt of every student of a platform's download."""
    files = dict(folder.walk())
    groups: dict[str, list[Placed]] = {}
    for each in layout.placed:
        groups.setdefault(each.key, []).append(each)
    notebooks = [each.file.rpartition("/")[2] for each in layout.placed if each.file.endswith(SUFFIX)]
    labs = {lab for lab in map(scope.lab_called, notebooks) if lab}
    usual = scope.lab or (min(labs) if len(labs) == 1 else None)
    for members in groups.values():
        owner = Owner((*folder.parts, members[0].student), layout.platform, usual)
        yield from of_student(scope, folder, members, files, owner)
    for name in layout.others:
        if name.endswith(SUFFIX):
            scope.left_out.append(f"{path_of(folder, name)}: not called as {layout.platform} calls submissions")


def of_student(
    scope: Scope, folder: Folder, members: Sequence[Placed], files: Mapping[str, Stored], owner: Owner
) -> Iterator[Found]:
    """Take one student's notebook of every lab.

    folder: that `members` are named in. members: the student's files. files: all files of the folder, by name.
    """
    times = sorted({each.time for each in members if each.file.endswith(SUFFIX)})
    latest = [each for each in members if not times or each.time == times[-1]]
    numbered: dict[str, list[Placed]] = {}
    for each in sorted(latest, key=lambda each: each.number):
        if each.file.endswith(SUFFIX):
            numbered.setdefault(each.file, []).append(each)
    notebooks = {
        Candidate(file, time_of(files[copies[-1].name]), copies[-1].number): copies[-1]
        for file, copies in numbered.items()
    }
    if not notebooks:
        names = ", ".join(shown(each.file) for each in members[:3]) + (", ..." if len(members) > 3 else "")
        scope.left_out.append(f"{path_of(folder)}: {shown(owner.tail[-1])} handed in no notebook, but {names}")
        return
    attempts = max(len(times), *map(len, numbered.values()))
    late = ("late",) if any(each.late for each in latest) else ()
    notes = (*late, f"the latest of {attempts} attempts") if attempts > 1 else late
    said = {each: lab_in(files[placed.name]) for each, placed in notebooks.items() if each.stem not in scope.labs}
    nothing = True
    for lab in scope.labs:
        choice = choose(list(notebooks), lab, said.get)
        nothing = nothing and choice is None
        if choice and scope.wants(lab):
            chosen = notebooks[choice.candidate]
            yield replace(_found(folder, lab, chosen, latest, files, owner), notes=notes, repairs=choice.repairs)
    if nothing and owner.usual:
        first = max(notebooks, key=lambda each: (each.attempt, each.time, each.name))
        yield replace(_found(folder, owner.usual, notebooks[first], latest, files, owner), notes=notes)
    elif nothing:
        for placed in notebooks.values():
            scope.leave_out_of_no_lab(path_of(folder, placed.name), placed.file)


def _found(
    folder: Folder,
    lab: str,
    chosen: Placed,
    members: Sequence[Placed],
    files: Mapping[str, Stored],
    owner: Owner,
) -> Found:
    beside: dict[str, Stored] = {}
    prefix = chosen.file[: chosen.file.rfind("/") + 1]
    for each in sorted(members, key=lambda each: each.number):
        for name in (each.file, each.renamed):
            if name and name.startswith(prefix):
                beside[name.removeprefix(prefix)] = files[each.name]
    file = path_of(folder, chosen.name)
    return Found(
        lab, owner.tail, folder.path, key_of(folder, chosen.name), file, owner.layout,
        stored=files[chosen.name], beside=tuple(beside.items()),
    )  # fmt: skip
