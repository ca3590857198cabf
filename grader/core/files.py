"""Write files atomically, and check beforehand that a place can be written to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from grader.core.errors import GraderError

_REMEDY = "make room there or name another place, and run it again; no part of it was written"
#: Prefix of temporary files; short, because a name has a limited number of bytes.
_PREFIX = ".part-"
#: More than what a file system stores inside a directory entry, so that a full disk is noticed.
_TRIAL_BYTES = bytes(1 << 16)


def write_atomically(path: Path, content: str | bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all: a temporary file beside it is renamed. Text is written as UTF-8.

    Raises GraderError where the disk is full or the folder cannot be written to; an older file then stays as it was.
    """
    _write(path, content, mode, _replace)


def write_once(path: Path, content: str | bytes, mode: int = 0o644) -> bool:
    """Write a file whole unless there is one already. Returns whether it was written. Raises GraderError."""
    return _write(path, content, mode, _link)


def check_writable(path: Path) -> None:
    """Check that a file can be written at `path`, before hours of work are done for it.

    A temporary file is written to its folder, or to the nearest parent that exists.
    Raises GraderError.
    """
    try:
        if path.is_dir():
            raise GraderError(f"{path}: cannot be written: it is a folder; name a file")
        folder = next(parent for parent in path.absolute().parents if parent.exists())
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(_TRIAL_BYTES)
            file.flush()
    except OSError as error:
        raise _refusal(path, error) from error


def _write(path: Path, content: str | bytes, mode: int, put: Callable[[Path, Path], bool]) -> bool:
    """Write a temporary file beside `path`, `put` it there, and remove it whatever happens."""
    data = content.encode() if isinstance(content, str) else content
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(mode)
        return put(temporary, path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _replace(temporary: Path, path: Path) -> bool:
    temporary.replace(path)
    return True


def _link(temporary: Path, path: Path) -> bool:
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    return True


def _refusal(path: Path, error: OSError) -> GraderError:
    return GraderError(f"{path}: cannot be written: {error.strerror or error}; {_REMEDY}")
