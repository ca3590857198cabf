"""Read a student's notebook: parse it, repair it and merge it onto the released one; never execute it.

The released notebook is the skeleton. Of the student's document only the sources are taken: into the answer cells by
nbgrader's grade_id, and as cells of the student's own beside them. Everything else (locked cells, metadata, tags, the
order of the released cells) is as released, so whatever was done to it has no effect.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.core.errors import is_of_the_machine
from grader.core.records import Submission
from grader.submission.attachments import DiskFile, Stored, files_beside, is_folder, printable, shown
from grader.submission.candidates import SUFFIX, Candidate, choose
from grader.submission.merge import TheirCell, merge, text_of
from grader.submission.notebook_bytes import SAVE, UnreadableError, kind_of, parse, read_bytes
from grader.submission.pictures import PictureReader

MAX_CELLS = 1_000
MAX_SOURCE = 500_000

Document = Mapping[str, Any]
Beside = Callable[[], tuple[dict[str, bytes], list[str]]]


def read_submission(path: Path, lab: str, released: Document, name: str | None = None) -> Submission:
    """Read the submission at `path`, whatever is in it; what is beyond repair is said in `error`, never raised.

    path: a notebook, or the folder that holds it, where a notebook of another name counts if it says that it is of
        the lab. released: the student notebook of the lab, as JSON; not changed.
    name: who handed it in; with it the notebook must be called <lab>.ipynb or <name>.ipynb, or say that it is of the
        lab. Without it any name goes, and the submission is named after the file or, where that bears the lab's name,
        after its folder.
    Only a notebook called <lab>.ipynb, or found in a folder, has a folder of its own: the files beside it are read too.
    A submission with an error carries the released notebook, untouched; so does one with a fault, which is a failure of
    the machine's while it was read.
    """
    try:
        return _read(Path(path), lab, released, name)
    except Exception as error:
        return _failed(error, printable(Path(path).name) if name is None else name, lab, released)


def _read(path: Path, lab: str, released: Document, name: str | None) -> Submission:
    """Read the submission at `path`; raises what the machine raises."""
    wanted = f"{lab}{SUFFIX}"
    folder = is_folder(path) and not path.name.endswith(SUFFIX)
    notebook, repairs, fault = path, list[str](), ""
    if folder:
        notebook = path / wanted
        if path.is_symlink():
            fault = "cannot be read: its folder is a link to another one; hand in the folder itself"
        else:
            notebook, repairs, fault = _find(path, lab)
    elif name is not None and path.name not in (wanted, f"{name}{SUFFIX}"):
        if lab_in(DiskFile(path)) == lab:
            repairs.append(f"the notebook {shown(path.name)} was taken for {wanted}: it says that it is of this lab")
        else:
            fault = f"bears the wrong name; the notebook of this lab is called {wanted}: rename it"
    who = printable(home_of(path / wanted if folder else path, lab).name) if name is None else name
    beside = (lambda: files_beside(notebook.parent)) if folder or notebook.name == wanted else None
    if fault:
        return _unreadable(who, lab, "", released, f"{shown(notebook.name)} {fault}")
    return _read_stored(DiskFile(notebook), notebook.name, lab, released, who, beside, repairs)


def read_stored(
    notebook: Stored,
    label: str,
    lab: str,
    released: Document,
    who: str,
    *,
    beside: Beside | None = None,
    repairs: Sequence[str] = (),
) -> Submission:
    """Read a notebook wherever it is stored, whatever is in it; what is beyond repair is said in `error`, never raised.

    label: the notebook's file name. who: the submission's name. beside: reads the files handed in with it, and what of
    them was left out. repairs: what was put right so far. A failure of the machine's is said in `fault`.
    """
    try:
        return _read_stored(notebook, label, lab, released, who, beside, repairs)
    except Exception as error:
        return _failed(error, who, lab, released)


def _read_stored(
    notebook: Stored,
    label: str,
    lab: str,
    released: Document,
    who: str,
    beside: Beside | None,
    repairs: Sequence[str],
) -> Submission:
    """Read a notebook wherever it is stored; raises what the machine raises."""
    digest, pictures = "", PictureReader()
    try:
        data, digest, dropped = read_bytes(notebook)
        document = parse(data)
        del data
        theirs = _cells_of(document, lab, pictures)
    except UnreadableError as error:
        return _unreadable(who, lab, digest, released, f"{shown(label)} {error}")
    files, notes = beside() if beside else ({}, [])
    merged, cells, mended = merge(released, theirs)
    about = (*repairs, *_about(document), *mended, *dropped, *pictures.notes, *notes)
    return Submission(who, lab, digest, tuple(cells), files, merged, about)


def lab_in(notebook: Stored) -> str | None:
    """Read which lab a notebook says it is of, from its metadata; None where it says nothing or cannot be read."""
    try:
        found = _at(parse(read_bytes(notebook)[0]), "metadata", "descent", "lab")
    except UnreadableError:
        return None
    return found if isinstance(found, str) else None


def _failed(error: Exception, who: str, lab: str, released: Document) -> Submission:
    trace = "".join(traceback.format_exception(error)).rstrip()
    return Submission(who, lab, "", notebook=merge(released, None)[0], fault=trace)


def _unreadable(who: str, lab: str, digest: str, released: Document, error: str) -> Submission:
    skeleton, _, _ = merge(released, None)
    return Submission(who, lab, digest, notebook=skeleton, error=error)


def _find(folder: Path, lab: str) -> tuple[Path, list[str], str]:
    """(notebook, what was put right, fault) of a student's folder."""
    exact = folder / f"{lab}{SUFFIX}"
    try:
        found = {entry.name: _time_of(entry) for entry in os.scandir(folder) if _may_count(entry.name)}
    except OSError as error:
        if is_of_the_machine(error):
            raise
        return exact, [], ""
    candidates = [Candidate(name, time) for name, time in sorted(found.items())]
    choice = choose(candidates, lab, lambda each: lab_in(DiskFile(folder / each.name)))
    if choice:
        return folder / choice.candidate.name, list(choice.repairs), ""
    which = f", which holds {shown(min(found))}: rename that to {exact.name}" if found else "; hand in the notebook"
    return exact, [], f"is missing from {shown(folder.name)}{which}"


def _may_count(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")


def _time_of(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_mtime_ns
    except OSError as error:
        if is_of_the_machine(error):
            raise
        return 0


def merge_notebook(document: Document, lab: str, released: Document, name: str) -> Submission:
    """Make the submission of a notebook given as JSON, without files beside it."""
    data = json.dumps(document).encode()
    digest, pictures = hashlib.sha256(data).hexdigest(), PictureReader()
    try:
        theirs = _cells_of(document, lab, pictures)
    except UnreadableError as error:
        return _unreadable(name, lab, digest, released, f"{name} {error}")
    merged, cells, repairs = merge(released, theirs)
    return Submission(name, lab, digest, tuple(cells), {}, merged, (*_about(document), *repairs, *pictures.notes))


def home_of(notebook: Path, lab: str) -> Path:
    """What a notebook is called after: itself without its suffix or, where it bears the lab's name, its folder.

    A folder that bears the lab's name too, as nbgrader lays them out, stands for the one around it.
    """
    path = notebook.absolute()
    if path.name != f"{lab}{SUFFIX}":
        return path.with_name(path.name.removesuffix(SUFFIX))
    return path.parent.parent if path.parent.name == lab else path.parent


def _cells_of(document: Document, lab: str, pictures: PictureReader) -> list[TheirCell]:
    """The student's cells, reduced to what counts. Raises UnreadableError."""
    version = document.get("nbformat", 4)
    if isinstance(version, bool) or version != 4:
        reason = f"it is written in notebook format {_brief(version)}, not 4"
        raise UnreadableError(f"cannot be read: {reason}; {SAVE}")
    other = _at(document, "metadata", "descent", "lab")
    if isinstance(other, str) and other != lab:
        raise UnreadableError(f"is the notebook of the lab {_brief(other)}; hand in the one of {lab}")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise UnreadableError(f"cannot be read: it has no list of cells; {SAVE}")
    if len(cells) > MAX_CELLS:
        raise UnreadableError(f"cannot be read: it has {len(cells)} cells, more than {MAX_CELLS}; delete your own")
    theirs = [_their_cell(cell, pictures) for cell in cells if isinstance(cell, dict)]
    length = sum(len(cell.source) for cell in theirs)
    if length > MAX_SOURCE:
        remedy = "move data into a file beside the notebook"
        raise UnreadableError(f"cannot be read: its cells hold {length} characters, more than {MAX_SOURCE}; {remedy}")
    return theirs


def _their_cell(cell: Document, pictures: PictureReader) -> TheirCell:
    kind = cell.get("cell_type")
    tags = _at(cell, "metadata", "tags")
    grade_id, cell_id = _at(cell, "metadata", "nbgrader", "grade_id"), cell.get("id")
    return TheirCell(
        source=text_of(cell.get("source")),
        kind=kind if kind in ("code", "markdown", "raw") else "raw",
        grade_id=grade_id if isinstance(grade_id, str) else "",
        id=cell_id if isinstance(cell_id, str) else "",
        experiment=isinstance(tags, list) and "experiment" in tags,
        pictures=pictures.read(cell.get("attachments")) if kind == "markdown" else {},
    )


def _about(document: Document) -> list[str]:
    """What is odd about the document as a whole, and was passed over."""
    notes = []
    language = _at(document, "metadata", "kernelspec", "language") or _at(document, "metadata", "language_info", "name")
    if isinstance(language, str) and not re.fullmatch(r"i?python\d?", language.lower()):
        notes.append(f"the notebook says that its language is {_brief(language)}; its cells are read as Python")
    cells = document["cells"]
    odd = sum(not isinstance(cell, dict) for cell in cells)
    if odd:
        notes.append(f"{odd} of the {len(cells)} cells are none (not JSON objects) and were left out")
    return notes


def _at(node: Any, *keys: str) -> Any:
    """What lies at these keys of nested dicts, or None."""
    for key in keys:
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def _brief(value: Any) -> str:
    return shown(str(value) if isinstance(value, str | int | float) else kind_of(value))[:40]
