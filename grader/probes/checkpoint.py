"""What a run leaves behind for the case that it does not come to its end: labels, one byte each, in a file.

The child writes it into its scratch folder, where it outlives whatever ends the process; the parent reads it before
the folder goes. A student's code may write that file too, and gains nothing: it is what `predict` could return.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

import numpy as np

#: Its name in the scratch folder, and the most bytes that are read.
FILE = "kept-labels"
MOST = 1 << 20
#: What an observation calls these labels.
LABEL = "kept"


def forget() -> None:
    """In the child: remove what an earlier run left."""
    with suppress(FileNotFoundError):
        os.unlink(FILE)


def leave(labels: np.ndarray) -> None:
    """In the child: put labels, (M,) integers from 0 to 255, in place of the last ones, whole or not at all."""
    part = f"{FILE}.part"
    with open(part, "wb") as file:
        file.write(labels.astype(np.uint8).tobytes())
    os.replace(part, FILE)


def find(folder: str) -> dict[str, np.ndarray]:
    """In the parent: {LABEL: labels, (M,) uint8}, or {} where nothing that can be read was left. Never raises."""
    with suppress(OSError):
        descriptor = os.open(os.path.join(folder, FILE), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if stat.S_ISREG(found.st_mode) and 0 < found.st_size <= MOST:
                return {LABEL: np.frombuffer(file.read(MOST), dtype=np.uint8)}
    return {}
