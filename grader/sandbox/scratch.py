"""Make, measure and remove scratch folders: one per session, with untrusted contents."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

#: Files and folders that a scratch folder may hold.
MOST_ENTRIES = 2000
_PREFIX = "descent-"


def usage(folder: str) -> tuple[int, int]:
    """Bytes on the disk and number of entries below a folder; counting stops a little above MOST_ENTRIES."""
    size = count = 0
    folders = [folder]
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except OSError:
            continue
        with entries:
            for entry in entries:
                count += 1
                if count > MOST_ENTRIES + 100:
                    return size, count
                with suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    size += found.st_blocks * 512
                    if stat.S_ISDIR(found.st_mode):
                        folders.append(entry.path)
    return size, count


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
