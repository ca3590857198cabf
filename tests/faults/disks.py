"""Make file systems that are full or read-only, and drop the right to write."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534


@contextmanager
def small_disk(folder: Path, size: str = "1m") -> Iterator[Path]:
    """Mount a file system of that size at a folder; skip the test where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode=0700"
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk; the path of the file that takes the space."""
    path = disk / "ballast"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 12))
        except OSError:
            pass
    return path


def remount(disk: Path, options: str) -> None:
    """Change a mounted disk: "ro", "rw", "size=10m"."""
    subprocess.run(["mount", "-o", f"remount,{options}", disk], check=True, capture_output=True)


def unwritable(disk: Path, fault: str) -> str:
    """Make a disk "full" or "read-only"; the message of the system error."""
    if fault == "full":
        fill(disk)
        return "No space left on device"
    remount(disk, "ro")
    return "Read-only file system"


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Drop root's capabilities for the duration, so that file modes apply to this process."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
