"""Attribute the files of a folder or an archive to students: by the platform's names, by folder, or by file.

An archive inside a folder or another archive is one student's, whatever its folders are called: what students name must
not decide whose it is. For the same reason a platform's names are looked for only where a person points.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.grading.folders import Folder, time_of
from grader.grading.found import Found, Scope, key_of, path_of
from grader.grading.student_files import Owner, of_platform, of_student
from grader.submission.attachments import Stored
from grader.submission.candidates import SUFFIX, Candidate, Choice, choose
from grader.submission.layouts import Layout, Placed, recognize
from grader.submission.read import lab_in

_LONGEST_TEXT = 20_000_000  # bytes of a platform's list of names
_CLASS = 5  # notebooks; an archive inside a folder that holds more is rather a class than one student's


def attribute(scope: Scope, folder: Folder) -> Iterator[Found]:
    """Find all submissions of a folder or an archive that a person named, in the order of names."""
    only = list(folder.folders.values()) if len(folder.folders) == 1 and not folder.notebooks else []
    for each in (folder, *only):
        layout = _layout(scope, each)
        if layout:
            yield from of_platform(scope, each, layout)
            return
    yield from _below(scope, folder, top=True, among_single=False)


def _layout(scope: Scope, folder: Folder) -> Layout | None:
    files = dict(folder.walk())

    def read(name: str) -> str | None:
        try:
            data = files[name].read(_LONGEST_TEXT)
        except OSError:
            return None
        return None if data is None else data.decode("utf-8", "replace")

    return recognize(list(files), scope.labs, read)


def _below(scope: Scope, folder: Folder, *, top: bool, among_single: bool) -> Iterator[Found]:
    """Find the submissions in a folder.

    top: whether a person named it. among_single: whether most of the folders beside it hold one notebook each.
    """
    if folder.is_archive and not top:
        yield from _student_archive(scope, folder)
    elif folder.name in scope.labs and not (top and _is_class(folder)):
        yield from _lab_folder(scope, folder)
    else:
        yield from _direct(scope, folder, top=top, among_single=among_single)
        counts = [len(each.notebooks) for each in folder.folders.values() if each.notebooks]
        single = 2 * counts.count(1) >= len(counts)
        for _, each in sorted(folder.folders.items()):
            yield from _below(scope, each, top=False, among_single=single)


def _is_class(folder: Folder) -> bool:
    """Whether a folder that bears a lab's name holds a class: several notebooks, none of which bears it too."""
    if f"{folder.name}{SUFFIX}" in folder.notebooks:
        return False
    return len(folder.notebooks) > 1 or any(each.has_notebooks() for each in folder.folders.values())


def _lab_folder(scope: Scope, folder: Folder) -> Iterator[Found]:
    """Take a student's folder that bears the lab's name, as nbgrader lays them out, even without a notebook."""
    if not scope.wants(folder.name):
        return
    choice = _choose(folder.notebooks, folder.name)
    if choice or not folder.archived:
        yield _student(folder, folder.name, folder.parts[:-1], choice)
    else:
        scope.left_out.append(f"{path_of(folder)}: no notebook of {folder.name} in this folder")


def _direct(scope: Scope, folder: Folder, *, top: bool, among_single: bool) -> Iterator[Found]:
    """Take the notebooks that lie directly in a folder: all of one student, or each of another one.

    They are one student's where one is called after a lab, where there is but one, and where most of the folders
    beside it are students'. A folder that a person named needs a notebook that bears the lab's name for that.
    """
    stems = {name: name.removesuffix(SUFFIX) for name in folder.notebooks}
    exact = any(stem in scope.labs for stem in stems.values())
    called = exact or any(scope.lab_called(stem) for stem in stems.values())
    single = len(stems) == 1
    loose = sorted(stems)
    if (exact or (single and called)) if top else (called or single or among_single):
        yield from _student_folder(scope, folder)
        loose = [name for name in loose if top and not scope.lab_called(stems[name])]
    for name in loose:
        yield from _loose(scope, folder, name, (*folder.parts, stems[name]))


def _student_folder(scope: Scope, folder: Folder) -> Iterator[Found]:
    """Take a student's notebook of every lab, or of the one that is asked for."""
    nothing = True
    for lab in scope.labs:
        choice = _choose(folder.notebooks, lab)
        nothing = nothing and choice is None
        if choice and scope.wants(lab):
            yield _student(folder, lab, folder.parts, choice)
    for name in sorted(folder.notebooks) if nothing else ():
        yield from _loose(scope, folder, name, folder.parts)


def _loose(scope: Scope, folder: Folder, name: str, tail: tuple[str, ...]) -> Iterator[Found]:
    """Take a notebook of any name: it answers the lab asked for, else the one that it says or is called after."""
    file = folder.notebooks[name]
    lab = scope.lab or scope.lab_of(name, file)
    if lab is None:
        scope.leave_out_of_no_lab(path_of(folder, name), name)
        return
    path, stored = (folder.path, file) if folder.archived else (folder.path / name, None)
    yield Found(lab, tail, path, key_of(folder, name), path_of(folder, name), stored=stored)


def _student(folder: Folder, lab: str, tail: tuple[str, ...], choice: Choice | None) -> Found:
    """Take a student's folder. On the disk it is read, and its notebook chosen, when it is graded."""
    name = choice.candidate.name if choice else f"{lab}{SUFFIX}"
    key, file, repairs = key_of(folder, name), path_of(folder, name), choice.repairs if choice else ()
    if not folder.archived:
        return Found(lab, tail, folder.path, key, file, repairs=repairs)
    return Found(
        lab, tail, folder.path, key, file, repairs=repairs, stored=folder.notebooks[name], beside=tuple(folder.walk())
    )


def _choose(notebooks: dict[str, Stored], lab: str) -> Choice | None:
    candidates = [Candidate(name, time_of(file)) for name, file in sorted(notebooks.items())]
    return choose(candidates, lab, lambda each: lab_in(notebooks[each.name]))


def _student_archive(scope: Scope, folder: Folder) -> Iterator[Found]:
    """Take one student's archive; its own folders may have any names."""
    files = dict(folder.walk())
    if sum(name.endswith(SUFFIX) for name in files) > _CLASS or _layout(scope, folder):
        scope.left_out.append(f"{path_of(folder)}: holds more than one student's work; name the archive itself")
        return
    tail = folder.parts[:-1] if folder.name in scope.labs else folder.parts
    placed = [Placed(name, "", "", name) for name in files]
    yield from of_student(scope, folder, placed, files, Owner(tail, usual=scope.lab))
