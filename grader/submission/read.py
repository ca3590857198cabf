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
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.core.errors import is_of_the_machine
from grader.core.records import Submission
from grader.submission.attachments import exists, files_beside, is_folder, printable, read_regular, shown
from grader.submission.merge import TheirCell, merge, text_of
from grader.submission.pictures import PictureReader

MAX_BYTES = 10_000_000
MAX_CELLS = 1_000
MAX_SOURCE = 500_000

Document = Mapping[str, Any]
_ITSELF = "hand in the file itself"
_SAVE = "save it once more in JupyterLab and hand in that file"


class _UnreadableError(Exception):
    """Why a notebook cannot be read, and what to do: the end of a sentence."""


def read_submission(path: Path, lab: str, released: Document, name: str | None = None) -> Submission:
    """The submission at `path`, whatever is in it; what is beyond repair is said in `error`, never raised.

    path: a notebook, or the folder that holds it. released: the student notebook of the lab, as JSON; not changed.
    name: who handed it in; with it the notebook must be called <lab>.ipynb or <name>.ipynb. Without it any name goes,
    and the submission is named after the file or, where that bears the lab's name, after its folder.
    Only a notebook called <lab>.ipynb has a folder of its own: the files beside it are read too.
    A submission with an error carries the released notebook, untouched; so does one with a fault, which is a failure of
    the machine's while it was read.
    """
    try:
        return _read(Path(path), lab, released, name)
    except Exception as error:
        trace = "".join(traceback.format_exception(error)).rstrip()
        return Submission(
            printable(path.name) if name is None else name, lab, "", notebook=merge(released, None)[0], fault=trace
        )


def _read(path: Path, lab: str, released: Document, name: str | None) -> Submission:
    """Read the submission at `path`; raises what the machine raises."""
    digest = ""
    wanted = f"{lab}.ipynb"
    folder = is_folder(path) and not path.name.endswith(".ipynb")
    notebook = path / wanted if folder else path
    who = printable(home_of(notebook, lab).name) if name is None else name
    pictures = PictureReader()
    try:
        if folder and path.is_symlink():
            raise _UnreadableError("cannot be read: its folder is a link to another one; hand in the folder itself")
        if folder and not exists(notebook):
            raise _UnreadableError(f"is missing from {shown(path.name)}{_others(path, wanted)}")
        if name is not None and notebook.name not in (wanted, f"{name}.ipynb"):
            raise _UnreadableError(f"bears the wrong name; the notebook of this lab is called {wanted}: rename it")
        data = _bytes_of(notebook)
        digest = hashlib.sha256(data).hexdigest()
        document = _parse(data)
        theirs = _cells_of(document, lab, pictures)
    except _UnreadableError as error:
        skeleton, _, _ = merge(released, None)
        return Submission(who, lab, digest, notebook=skeleton, error=f"{shown(notebook.name)} {error}")
    files, notes = files_beside(notebook.parent) if notebook.name == wanted else ({}, [])
    merged, cells, repairs = merge(released, theirs)
    repairs = [*_about(document), *repairs, *pictures.notes, *notes]
    return Submission(who, lab, digest, tuple(cells), files, merged, tuple(repairs))


def merge_notebook(document: Document, lab: str, released: Document, name: str) -> Submission:
    """The submission that a notebook given as JSON makes, without files beside it."""
    data = json.dumps(document).encode()
    pictures = PictureReader()
    try:
        theirs = _cells_of(document, lab, pictures)
    except _UnreadableError as error:
        skeleton, _, _ = merge(released, None)
        return Submission(name, lab, hashlib.sha256(data).hexdigest(), notebook=skeleton, error=f"{name} {error}")
    merged, cells, repairs = merge(released, theirs)
    repairs = [*_about(document), *repairs, *pictures.notes]
    return Submission(name, lab, hashlib.sha256(data).hexdigest(), tuple(cells), {}, merged, tuple(repairs))


def home_of(notebook: Path, lab: str) -> Path:
    """What a notebook is called after: itself without its suffix or, where it bears the lab's name, its folder.

    A folder that bears the lab's name too, as nbgrader lays them out, stands for the one around it.
    """
    path = notebook.absolute()
    if path.name != f"{lab}.ipynb":
        return path.with_name(path.name.removesuffix(".ipynb"))
    return path.parent.parent if path.parent.name == lab else path.parent


def _others(folder: Path, wanted: str) -> str:
    try:
        found = sorted(name for name in os.listdir(folder) if name.endswith(".ipynb"))
    except OSError:
        found = []
    if not found:
        return "; hand in the notebook"
    return f", which holds {shown(found[0])}: rename that to {wanted}"


def _bytes_of(notebook: Path) -> bytes:
    """The notebook's bytes. Raises _UnreadableError."""
    try:
        data = read_regular(notebook, MAX_BYTES)
    except OSError as error:
        if is_of_the_machine(error):
            raise
        raise _UnreadableError(f"cannot be read: {error.strerror or error}; {_ITSELF}") from error
    if data is None:
        remedy = "clear all outputs, save and hand in again"
        raise _UnreadableError(f"cannot be read: it is larger than {MAX_BYTES / 1e6:g} MB; {remedy}")
    return data


def _parse(data: bytes) -> Document:
    """The JSON object in the bytes, in UTF-8 or UTF-16, with or without a byte order mark. Raises _UnreadableError."""
    if not data.strip():
        raise _UnreadableError(f"cannot be read: it is empty; {_SAVE}")
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise _UnreadableError(f"cannot be read: it is nested too deeply; {_SAVE}") from error
    except json.JSONDecodeError as error:
        reason = f"it is not JSON (line {error.lineno}: {error.msg})"
        raise _UnreadableError(f"cannot be read: {reason}; {_SAVE}") from error
    except ValueError as error:  # bad bytes, or a number of thousands of digits
        reason = "it is not valid UTF-8" if isinstance(error, UnicodeDecodeError) else "it is not JSON"
        raise _UnreadableError(f"cannot be read: {reason}; {_SAVE}") from error
    if not isinstance(document, dict):
        raise _UnreadableError(f"cannot be read: it holds a JSON {_kind(document)} and no notebook; {_SAVE}")
    return document


def _cells_of(document: Document, lab: str, pictures: PictureReader) -> list[TheirCell]:
    """The student's cells, reduced to what counts. Raises _UnreadableError."""
    version = document.get("nbformat", 4)
    if isinstance(version, bool) or version != 4:
        reason = f"it is written in notebook format {_brief(version)}, not 4"
        raise _UnreadableError(f"cannot be read: {reason}; {_SAVE}")
    other = _at(document, "metadata", "descent", "lab")
    if isinstance(other, str) and other != lab:
        raise _UnreadableError(f"is the notebook of the lab {_brief(other)}; hand in the one of {lab}")
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise _UnreadableError(f"cannot be read: it has no list of cells; {_SAVE}")
    if len(cells) > MAX_CELLS:
        raise _UnreadableError(f"cannot be read: it has {len(cells)} cells, more than {MAX_CELLS}; delete your own")
    theirs = [_their_cell(cell, pictures) for cell in cells if isinstance(cell, dict)]
    length = sum(len(cell.source) for cell in theirs)
    if length > MAX_SOURCE:
        remedy = "move data into a file beside the notebook"
        raise _UnreadableError(f"cannot be read: its cells hold {length} characters, more than {MAX_SOURCE}; {remedy}")
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


def _kind(value: Any) -> str:
    return {list: "list", str: "string", bool: "truth value", type(None): "null"}.get(type(value), "number")


def _brief(value: Any) -> str:
    return shown(str(value) if isinstance(value, str | int | float) else _kind(value))[:40]
