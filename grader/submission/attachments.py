"""Read the files that a student handed in beside the notebook: capped, through no link, never executed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from grader.core.errors import is_of_the_machine
from grader.core.handout import FACTS, MODULES
from grader.core.terminal import printable as printable_text

MAX_FILES = 50
MAX_BYTES = 5_000_000
MAX_ENTRIES = 2_000
MAX_DEPTH = 8

#: What a lab brings itself; the release's own copies are used.
RELEASED = frozenset({"checks", *(f"{name}.py" for name in (*MODULES, FACTS))})
#: Modules that a file beside the notebook cannot stand in for.
LIBRARIES = frozenset(sys.stdlib_module_names) | {
    *("grader", "numpy", "matplotlib", "torch", "scipy", "pandas", "sklearn", "mlxtend"),
    *("IPython", "ipykernel", "nbgrader", "nbformat"),
}


class Stored(Protocol):
    """A file of a stranger's: on the disk, or in an archive."""

    def open(self) -> BinaryIO:
        """Open it for reading. Raises OSError."""

    def read(self, limit: int) -> bytes | None:
        """Read its bytes; None where there are more than `limit`. Raises OSError."""


@dataclass(frozen=True)
class DiskFile:
    """A file on the disk. path: of it; a link is not followed."""

    path: Path

    def open(self) -> BinaryIO:
        """Open it for reading. Raises OSError, also where it is no regular file."""
        return open_regular(self.path)

    def read(self, limit: int) -> bytes | None:
        """Read its bytes; None where there are more than `limit`. Raises OSError, also where it is a link."""
        if self.path.lstat().st_nlink > 1:
            raise OSError("it is a link to another file")
        return read_regular(self.path, limit)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; links, pipes and devices raise OSError and are not opened."""
    kind = path.lstat().st_mode
    if stat.S_ISLNK(kind):
        raise OSError("it is a link to another file")
    if not stat.S_ISREG(kind):
        raise OSError("it is no regular file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(path, flags), "rb")  # noqa: SIM115  # the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError("it is no regular file")
    return file


def read_regular(path: Path, limit: int) -> bytes | None:
    """Read the bytes of a regular file; None where there are more than `limit`. Raises OSError as `open_regular` does.

    What is too large is not read: freed memory of that size is not always given back.
    """
    with open_regular(path) as file:
        data = file.read(limit + 1) if os.fstat(file.fileno()).st_size <= limit else None
        return data if data is not None and len(data) <= limit else None


def is_folder(path: Path) -> bool:
    """Whether a path is a folder or a link to one. Raises OSError where the machine fails to say."""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:
        if is_of_the_machine(error):
            raise
        return False


def files_beside(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """(bytes by relative name, what was left out and why) of a submission's folder.

    Notebooks, hidden files, caches and what the release brings (its modules, checks/) are passed over in silence.
    """
    notes: list[str] = []
    found = ((path.relative_to(folder).as_posix(), DiskFile(path)) for path in _walk(folder, notes))
    return read_files(found, notes)


def files_of(members: Iterable[tuple[str, Stored]]) -> tuple[dict[str, bytes], list[str]]:
    """(bytes by relative name, what was left out and why) of files that lie in an archive or in one folder for all."""
    return read_files(((name, file) for name, file in sorted(members, key=lambda each: each[0]) if _counts(name)), [])


def read_files(found: Iterable[tuple[str, Stored]], notes: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """Read files by relative name, within the bounds of a submission. notes: what was left out so far; extended."""
    files: dict[str, bytes] = {}
    room = MAX_BYTES
    for name, file in found:
        label = shown(name)
        try:
            name.encode()
        except UnicodeEncodeError:
            notes.append(f"the file {label} was left out: its name is not valid UTF-8; rename it")
            continue
        if len(files) == MAX_FILES:
            notes.append(f"the file {label} and all after it were left out: at most {MAX_FILES} may be handed in")
            break
        try:
            data = file.read(room)
        except OSError as error:
            if is_of_the_machine(error):
                raise
            notes.append(f"the file {label} was left out: {error.strerror or error}; hand in the file itself")
            continue
        if data is None:
            notes.append(
                f"the file {label} was left out: "
                f"the files beside the notebook may have {MAX_BYTES / 1e6:g} MB in all; hand in smaller ones"
            )
            continue
        room -= len(data)
        files[name] = data
        module = name.split("/")[0].removesuffix(".py")
        if module in LIBRARIES and (name.endswith(".py") or "/" in name):
            notes.append(f"the file {label} cannot stand in for the module {module}: the real one is imported")
    return files, notes


def _counts(name: str) -> bool:
    """Whether a file of this relative name may count as handed in; the same rule as `_walk`'s."""
    parts = name.split("/")
    if parts[0] in RELEASED or len(parts) > MAX_DEPTH + 1 or name.endswith((".ipynb", ".pyc")):
        return False
    return not any(part.startswith(".") or part == "__pycache__" for part in parts)


def printable(name: str) -> str:
    """A file's name as text that can be encoded: bytes that are no UTF-8 become escapes."""
    return name if name.isascii() else os.fsencode(name).decode(errors="backslashreplace")


def shown(name: str) -> str:
    """A file's name on one line, whatever is in it."""
    return printable_text(name, keep="")


def _walk(folder: Path, notes: list[str], depth: int = 0, count: list[int] | None = None) -> Iterator[Path]:
    """Everything below a folder that may count as handed in, in the order of names."""
    count = count if count is not None else [0]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if is_of_the_machine(error):
            raise
        return
    for entry in entries:
        count[0] += 1
        if count[0] > MAX_ENTRIES:
            return
        if entry.name.startswith(".") or entry.name == "__pycache__" or (depth == 0 and entry.name in RELEASED):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH:
                yield from _walk(folder / entry.name, notes, depth + 1, count)
            else:
                notes.append(f"the folder {shown(entry.name)} was left out: it lies more than {MAX_DEPTH} folders deep")
        elif not entry.name.endswith((".ipynb", ".pyc")):
            yield folder / entry.name
