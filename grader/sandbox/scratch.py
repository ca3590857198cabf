"""Make, measure and remove scratch folders: one per session, with untrusted contents.

A folder is measured through a descriptor of it. Where it is a file system of its own, that tells the exact usage, what
is deleted and still open among it; elsewhere the folder is walked.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

#: Files and folders that a scratch folder may hold.
MOST_ENTRIES = 2000
#: Levels of folders in it; each costs the walk a descriptor.
MOST_LEVELS = 64
_PREFIX = "descent-"
#: A file system of a session's own has room for this much more, so that its usage tells that the limit is broken.
_OVER_BYTES, _OVER_ENTRIES = 1 << 20, 8
_PAGE = 1 << 16  # the largest of any machine
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Disk(TypedDict):
    """Size of a session's own file system: bytes of all files, and how many there may be."""

    disk: int
    entries: int


@dataclass(frozen=True)
class Usage:
    """What a scratch folder holds.

    size: bytes on the disk.
    entries: files and folders; of more than MOST_ENTRIES not all are counted.
    unseen: why not all of it could be looked at, or "".
    """

    size: int = 0
    entries: int = 0
    unseen: str = ""


def disk_size(scratch: int, files: Mapping[str, bytes]) -> Disk:
    """Compute the size of a file system of a session's own.

    scratch: bytes of files that a student's code may have at any time.
    files: handed to it at the start.
    """
    handed = sum(-(-len(data) // _PAGE) * _PAGE for data in files.values())
    folders = sum(name.count("/") for name in files)
    entries = MOST_ENTRIES + _OVER_ENTRIES + len(files) + folders
    return {"disk": scratch + _OVER_BYTES + handed, "entries": entries}


def disk_usage(descriptor: int) -> Usage:
    """Measure a file system of a session's own. descriptor: of its root."""
    found = os.fstatvfs(descriptor)
    return Usage((found.f_blocks - found.f_bfree) * found.f_frsize, found.f_files - found.f_ffree - 1)


def folder_usage(descriptor: int) -> Usage:
    """Walk a folder; whatever its owner may not look into counts as unseen. Paths may be of any length.

    descriptor: of the folder, which may change meanwhile. Raises OSError for want of descriptors or memory.
    """
    size = count = 0
    open_folders = [os.open(".", _FOLDER, dir_fd=descriptor)]
    levels = [os.scandir(open_folders[0])]
    try:
        while levels:
            entry = next(levels[-1], None)
            if entry is None:
                levels.pop().close()
                os.close(open_folders.pop())
                continue
            count += 1
            if count > MOST_ENTRIES + 100:
                break
            try:
                found = entry.stat(follow_symlinks=False)
                size += found.st_blocks * 512
                if not stat.S_ISDIR(found.st_mode):
                    continue
                if len(levels) == MOST_LEVELS:
                    return Usage(size, count, f"made more than {MOST_LEVELS} levels of folders")
                open_folders.append(os.open(entry.name, _FOLDER, dir_fd=open_folders[-1]))
                levels.append(os.scandir(open_folders[-1]))
            except (FileNotFoundError, NotADirectoryError):
                continue  # it has been removed or replaced
            except PermissionError:
                return Usage(size, count, "made a folder that cannot be looked into")
    finally:
        for entries in levels:
            entries.close()
        for folder in open_folders:
            os.close(folder)
    return Usage(size, count)


def make_base() -> tuple[Path, int]:
    """A fresh folder for a sandbox, and the descriptor of a lock on it that lasts as long as this process.

    Folders of sandboxes whose process was killed are removed on the way: their locks are free.
    """
    import fcntl

    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/lock"):
        with suppress(OSError):
            handle = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(handle).st_uid == os.geteuid():
                    for session in (lock.parent / "sessions").glob("*"):
                        remove(str(session))
                    shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(handle)
    base = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    handle = os.open(base / "new", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.rename(base / "new", base / "lock")  # with the lock on it from the first moment
    return base, handle


def deleted_bytes(pid: int, folder: str, most: int) -> int:
    """Bytes of files that a process has deleted and still has open or mapped, where this process may look at it.

    folder: the scratch folder. most: bytes of one file; a deleted file that is only mapped counts as that large,
    because its size is not known.
    """
    deleted: dict[tuple[int, int], int] = {}
    with suppress(OSError):
        for name in os.listdir(f"/proc/{pid}/fd"):
            with suppress(OSError):
                found = os.stat(f"/proc/{pid}/fd/{name}")
                if stat.S_ISREG(found.st_mode) and not found.st_nlink:
                    deleted[found.st_dev, found.st_ino] = found.st_blocks * 512
    with suppress(OSError), open(f"/proc/{pid}/maps", "rb") as maps:
        for line in maps:
            if line.endswith(b" (deleted)\n") and folder.encode() in line:
                _, _, _, device, inode, *_ = line.split()
                major, minor = (int(part, 16) for part in device.split(b":"))
                deleted.setdefault((os.makedev(major, minor), int(inode)), most)
    return sum(deleted.values())


def remove(folder: str) -> None:
    """Remove a folder whose owner is dead, however deep and whatever its modes; paths stay short all along."""
    serial = 0
    waiting = [folder]
    for place in waiting:  # grows while it is walked
        with suppress(OSError):
            os.chmod(place, 0o700)
        with suppress(OSError), os.scandir(place) as entries:
            for entry in list(entries):
                with suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        os.unlink(entry.path)
                    elif place == folder:
                        waiting.append(entry.path)
                    else:
                        serial += 1
                        target = f"{folder}/\N{FULL STOP}{serial}"
                        with suppress(OSError):
                            os.chmod(entry.path, 0o700)
                        os.rename(entry.path, target)
                        waiting.append(target)
    for place in reversed(waiting):
        with suppress(OSError):
            os.rmdir(place)
