"""Watch the free space of the disk that the scratch folders lie on, and let no more sessions run than it has room for.

Where each child has a file system of its own, none of this decides anything.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from grader.core.errors import NoRoomError

#: Bytes that stay free beside what the running sessions may write. With less, a failure may be the disk's doing.
FLOOR = 16 << 20
#: Files and folders that stay free; a file system that does not count them says 0 of 0.
_ENTRIES = 100
#: What to do where there is no room.
REMEDY = "make room there, or set TMPDIR to a folder of a larger disk, and run the same command again"


class Room:
    """The free space of a folder's disk. Thread-safe.

    folder: the folder of the scratch folders; it may be gone when a sandbox is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: Whether sessions write to this disk, and not each to a file system of its own.
        self.shared = True
        self._claimed: dict[int, int] = {}  # bytes that a running session may write, by a number
        self._serial = 0
        self._last_short = float("-inf")
        self._changed = threading.Condition()

    def require(self, size: int = 0) -> None:
        """Raise NoRoomError unless these bytes and the floor are free. Raises OSError where that cannot be read."""
        place = self._folder.parent  # of the same disk, and there for as long as this process lives
        found = os.statvfs(place)
        free, needed = found.f_bavail * found.f_frsize, size + FLOOR
        if free < needed:
            have, need = free / (1 << 20), needed / (1 << 20)
            raise NoRoomError(f"no room in {place}: {have:.1f} MB are free and {need:.0f} MB are needed; {REMEDY}")
        if found.f_files and found.f_favail < _ENTRIES:
            raise NoRoomError(f"no room in {place}: its disk has no room for more files; {REMEDY}")

    def claim(self, size: int) -> int:
        """Wait until there is room for one more session beside those that run; a number for `release`.

        size: bytes that the session may write.
        Raises NoRoomError where there is none although no other session runs.
        """
        with self._changed:
            while True:
                try:
                    self.require(sum(self._claimed.values()) + size if self.shared else 0)
                    break
                except NoRoomError:
                    if not self._claimed:
                        raise
                    self._changed.wait(1.0)  # somebody else may make room as well
            self._serial += 1
            self._claimed[self._serial] = size if self.shared else 0
            return self._serial

    def release(self, number: int) -> None:
        """Give a session's room back; nothing happens the second time."""
        with self._changed:
            if self._claimed.pop(number, None) is not None:
                self._changed.notify_all()

    def sample(self) -> None:
        """Note the time where less than the floor is free now."""
        if self.shared:
            try:
                self.require()
            except NoRoomError:
                self._last_short = time.monotonic()

    def was_short_since(self, moment: float) -> bool:
        """Return whether `sample` found less than the floor at or after a time of `time.monotonic`."""
        return self._last_short >= moment
