"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from grader.errors import GraderError


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all: into a neighbour first, then renamed.

    Raises GraderError where the disk is full or the folder cannot be written to; what was there before then stays.
    """
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException as error:
        if name:
            Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            remedy = "make room there or name another place, and run it again; no part of it was written"
            raise GraderError(f"{path}: cannot be written: {error.strerror or error}; {remedy}") from error
        raise
