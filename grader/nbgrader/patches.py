"""Patch nbgrader so that it reads and copies only plain files of a submission's folder.

Unpatched, it follows links (to the gradebook, to another student's answers, to /dev/zero) and stops the whole run at a
pipe or at a timestamp.txt that contains no time.
"""

from __future__ import annotations

import datetime
import functools
import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.converters import base
from nbgrader.coursedir import CourseDirectory

from grader.nbgrader.submission_time import read_time
from grader.submission.attachments import MAX_BYTES, read_regular, shown

_LONGEST = 200  # bytes of a timestamp
log = logging.getLogger(__name__)


def guard(config: Any) -> None:
    """Patch nbgrader in this process. config: its configuration, of which the exchange's time zone is used."""
    if not isinstance(base.find_all_files, functools.partial):
        base.find_all_files = functools.partial(_plain_files, base.find_all_files)
    zone = zone_of(config)
    CourseDirectory.get_existing_timestamp = lambda self, dest_path: timestamp(dest_path, zone)


def zone_of(config: Any) -> str:
    """Return the time zone that the exchange writes timestamps in, as nbgrader_config.py has it."""
    return str(config.get("Exchange", {}).get("timezone") or "UTC")


def timestamp(folder: str, zone: str = "UTC") -> datetime.datetime | None:
    """Read when a submission was handed in from its timestamp.txt; None where that is missing or contains no time."""
    path = Path(folder, "timestamp.txt")
    if not os.path.lexists(path):
        return None
    try:
        text = read_regular(path, _LONGEST)
        if text is None:
            raise ValueError(f"it is longer than {_LONGEST} bytes")
        return read_time(text.decode().strip(), zone)
    except (OSError, ValueError) as error:
        log.warning("%s: left out: %s; the time of submission is unknown", shown(str(path)), error)
        return None


def _plain_files(find: Callable[..., list[str]], path: str, exclude: list[str] | None = None) -> list[str]:
    if os.path.islink(path):
        return []
    return [file for file in find(path, exclude) if _is_plain(file)]


def _is_plain(file: str) -> bool:
    about = os.lstat(file)
    if stat.S_ISREG(about.st_mode) and about.st_nlink == 1 and about.st_size <= MAX_BYTES and os.access(file, os.R_OK):
        return True
    log.warning("%s: not copied: it is no plain file of at most %g MB that can be read", shown(file), MAX_BYTES / 1e6)
    return False
