"""Writing files whole or not at all, and finding out beforehand whether that can be done."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from grader.core.errors import GraderError

_REMEDY = "make room there or name another place, and run it again; no part of it was written"
#: How the names of neighbours begin; short, since names have a longest length in bytes.
_PART = ".part-"
#: More than what a file system keeps inside an entry of its own, so that a full one shows.
_TRIAL = bytes(1 << 16)


def write_atomically(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all: into a neighbour first, then renamed. Text is written as UTF-8.

    Raises GraderError where the disk is full or the folder cannot be written to; what was there before then stays.
    """
    _write(path, content, mode, _moved)


def write_once(path: Path, content: str | bytes, mode: int = 0o644) -> bool:
    """Write a file whole unless there is one already; whether it was written. Raises GraderError as above."""
    return _write(path, content, mode, _linked)


def check_writable(path: Path) -> None:
    """Try whether a file can be written at `path`, before the work is done whose result it is to hold.

    The trial is made in its folder, or in the nearest one around it that is there, and does not stay.
    Raises GraderError.
    """
    try:
        if path.is_dir():
            raise GraderError(f"{path}: cannot be written: it is a folder; name a file")
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(_TRIAL)
            file.flush()
    except OSError as error:
        raise _refusal(path, error) from error


def _write(path: Path, content: str | bytes, mode: int, put: Callable[[Path, Path], bool]) -> bool:
    """Write a neighbour of `path` and put it there; the neighbour does not stay, whatever happens."""
    data = content.encode() if isinstance(content, str) else content
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PART)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.chmod(mode)
        return put(part, path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _moved(part: Path, path: Path) -> bool:
    part.replace(path)
    return True


def _linked(part: Path, path: Path) -> bool:
    try:
        path.hardlink_to(part)
    except FileExistsError:
        return False
    return True


def _refusal(path: Path, error: OSError) -> GraderError:
    return GraderError(f"{path}: cannot be written: {error.strerror or error}; {_REMEDY}")
