"""Checkpoint of a training run: the labels predicted last, one byte each, in a file.

The child writes it into its scratch folder, where it remains if the process is killed; the parent reads it before
the folder is removed. A student's code may write that file too, and gains nothing: `predict` could return the same.
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
    """Remove the checkpoint of an earlier run; in the child."""
    with suppress(FileNotFoundError):
        os.unlink(FILE)


def leave(labels: np.ndarray) -> None:
    """Replace the checkpoint atomically; in the child.

    labels: (M,) integers from 0 to 255
    """
    part = f"{FILE}.part"
    with open(part, "wb") as file:
        file.write(labels.astype(np.uint8).tobytes())
    os.replace(part, FILE)


def find(folder: str, descriptor: int | None = None) -> dict[str, np.ndarray]:
    """Read the checkpoint in a scratch folder; in the parent. Never raises.

    descriptor: of the folder that `folder` is relative to.
    Returns {LABEL: labels, (M,) uint8}, or {} where there is none that can be read.
    """
    with suppress(OSError):
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with open(os.open(os.path.join(folder, FILE), flags, dir_fd=descriptor), "rb") as file:
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode) and 0 < found.st_size <= MOST:
                return {LABEL: np.frombuffer(file.read(MOST), dtype=np.uint8)}
    return {}
