"""Read zip archives from strangers: nothing is extracted, every size and count is bounded, names cannot lead outside.

An archive within the archive is opened too, one level deep; its entries stand below its own name, as in a folder.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import threading
import unicodedata
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from grader.core.errors import UsageError
from grader.submission.attachments import shown

MAX_ENTRIES = 20_000
MAX_DIRECTORY = 4_000_000  # bytes of the table of contents, which is read whole
MAX_NESTED = 50_000_000  # bytes of an archive within the archive, which is held in memory while it is read
MAX_UNPACKED = 20_000_000_000  # bytes of all entries
MAX_RATIO = 200  # unpacked to packed size, of what unpacks to more than...
RATIO_FROM = 10_000_000
_LONGEST_NAME, _LONGEST_PART, _DEEPEST = 1_000, 255, 20
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8 = 0x800
_ENCRYPTED = 0x1
#: What reading a damaged archive may raise.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, RuntimeError, OverflowError
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    archive: that holds it
    name: its path in there, with slashes, in NFC; below the name of an inner archive where it is in one
    size: bytes, unpacked
    time: when it was last changed, as (year, month, day, hour, minute, second)
    """

    archive: Archive
    name: str
    size: int
    time: tuple[int, int, int, int, int, int]

    def open(self) -> BinaryIO:
        """Open it for reading. Raises OSError where the archive is damaged."""
        return self.archive.open(self.name)

    def read(self, limit: int) -> bytes | None:
        """Read its bytes; None where there are more than `limit`. Raises OSError where the archive is damaged."""
        if self.size > limit:
            return None
        with self.open() as file:
            data = file.read(limit + 1)
        return data if len(data) <= limit else None


class Archive:
    """An open zip archive.

    members: its files by name, without links, folders, and what is unsafe
    left_out: what was left out, and why
    """

    def __init__(self, path: Path) -> None:
        """Open an archive and read its table of contents. Raises UsageError where it cannot be read or is too large."""
        self.path = path
        self.members: dict[str, Member] = {}
        self.left_out: list[str] = []
        self._where: dict[str, tuple[zipfile.ZipInfo, zipfile.ZipInfo | None]] = {}
        self._inner: tuple[str, zipfile.ZipFile] | None = None
        self._lock = threading.Lock()
        try:
            file = path.open("rb")
        except OSError as error:
            raise UsageError(f"{shown(str(path))}: cannot be read: {error.strerror or error}") from error
        weakref.finalize(self, file.close)
        try:
            self._zip = _table_of(file)
            self._list()
        except _DAMAGED as error:
            file.close()
            raise UsageError(f"{shown(str(path))}: cannot be read as a zip archive: {error}") from error
        except _TooLargeError as error:
            file.close()
            raise UsageError(f"{shown(str(path))}: is refused: {error}") from error

    def open(self, name: str) -> BinaryIO:
        """Open a member for reading. Raises OSError where the archive is damaged."""
        outer, inner = self._where[name]
        try:
            if inner is None:
                return cast(BinaryIO, _Unpacked(self._zip.open(outer)))
            with self._lock:
                return cast(BinaryIO, _Unpacked(self._opened(outer).open(inner)))
        except _DAMAGED as error:
            raise OSError(f"its archive is damaged ({error})") from error

    def _list(self) -> None:
        """List all members, and those of inner archives. Raises _TooLargeError."""
        unpacked = 0
        for name, info in self._entries(self._zip, ""):
            unpacked += info.file_size
            if not name.lower().endswith(".zip"):
                self._add(name, info, None)
                continue
            if info.file_size > MAX_NESTED:
                self._leave_out(name, f"an archive within the archive may have {MAX_NESTED / 1e6:g} MB")
                continue
            try:
                inside = self._opened(info)
                for below, inner in self._entries(inside, f"{name}/"):
                    unpacked += inner.file_size
                    if below.lower().endswith(".zip"):
                        self._leave_out(below, "it is an archive within an archive within an archive")
                    else:
                        self._add(below, info, inner)
            except _DAMAGED as error:
                self._leave_out(name, f"it cannot be read as a zip archive: {error}")
        self._inner = None
        if unpacked > MAX_UNPACKED:
            raise _TooLargeError(f"unpacked it has more than {MAX_UNPACKED / 1e9:g} GB")

    def _entries(self, source: zipfile.ZipFile, prefix: str) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        """List (name, entry) of the safe files of an archive. Raises _TooLargeError."""
        if len(source.infolist()) + len(self.members) > MAX_ENTRIES:
            raise _TooLargeError(f"it has more than {MAX_ENTRIES} entries")
        seen = set()
        for info in source.infolist():
            name = _name_of(info)
            if name.endswith("/") or _is_litter(name):
                continue
            fault = _fault_of(info, name)
            if not fault and name in seen:
                fault = "another entry has the same name"
            seen.add(name)
            if fault:
                self._leave_out(prefix + name, fault)
            else:
                yield prefix + name, info

    def _add(self, name: str, outer: zipfile.ZipInfo, inner: zipfile.ZipInfo | None) -> None:
        about = inner or outer
        self._where[name] = (outer, inner)
        self.members[name] = Member(self, name, about.file_size, about.date_time)

    def _leave_out(self, name: str, reason: str) -> None:
        self.left_out.append(f"{shown(str(self.path))}: {shown(name[:_LONGEST_NAME])}: {reason}")

    def _opened(self, info: zipfile.ZipInfo) -> zipfile.ZipFile:
        """Open an inner archive; the last one stays open, since its files are read one after another."""
        if self._inner is None or self._inner[0] != info.filename:
            with self._zip.open(info) as file:
                data = file.read(MAX_NESTED + 1)
            self._inner = info.filename, _table_of(io.BytesIO(data))
        return self._inner[1]


class _TooLargeError(Exception):
    """Which bound an archive breaks: the end of a sentence."""


class _Unpacked(io.RawIOBase):
    """A file in an archive, open for reading; damage raises OSError, as on a disk."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except _DAMAGED as error:
            raise OSError(f"its archive is damaged ({error})") from error

    def close(self) -> None:
        self._file.close()
        super().close()


class _Bounded(io.RawIOBase):
    """A file of which at most `MAX_DIRECTORY` bytes are read at once; zipfile reads a table of contents so."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.bounded = file, True

    def read(self, size: int = -1) -> bytes:
        if not self.bounded:
            return self._file.read(size)
        data = self._file.read(min(size, MAX_DIRECTORY + 1) if size >= 0 else MAX_DIRECTORY + 1)
        if len(data) > MAX_DIRECTORY:
            raise _TooLargeError(f"its table of contents has more than {MAX_DIRECTORY / 1e6:g} MB")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 0 and offset < 0:
            raise zipfile.BadZipFile("an entry lies before its beginning")
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _table_of(file: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip file, its table of contents bounded before it is read."""
    bounded = _Bounded(file)
    opened = zipfile.ZipFile(cast(IO[bytes], bounded))
    bounded.bounded = False
    return opened


def _name_of(info: zipfile.ZipInfo) -> str:
    """Decode an entry's name: UTF-8 where it says so or is so, else Korean Windows' cp949, else cp437; in NFC."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        raw = name.encode("cp437", "replace")
        name = next((text for text in map(_decoder(raw), ("utf-8", "cp949")) if text is not None), name)
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _decoder(raw: bytes) -> Callable[[str], str | None]:
    def decode(encoding: str) -> str | None:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            return None

    return decode


def _is_litter(name: str) -> bool:
    """Whether a name is what systems add by themselves: hidden files, macOS's folder of attributes."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part not in (".", "..") for part in parts)


def _fault_of(info: zipfile.ZipInfo, name: str) -> str:
    """Say why an entry is not taken; "" where it is."""
    parts = name.split("/")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or any(part in ("", ".", "..") for part in parts):
        return "its name leads out of the archive"
    if "\0" in name or len(name) > _LONGEST_NAME or max(map(len, parts)) > _LONGEST_PART or len(parts) > _DEEPEST:
        return "its name is none that a file can have"
    if kind == stat.S_IFLNK:
        return "it is a link to another file; hand in the file itself"
    if kind not in (0, stat.S_IFREG):
        return "it is no regular file"
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted; make the archive without a password"
    if info.compress_type not in _PLAIN:
        return "it is compressed in an unusual way; make the archive anew"
    if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
        return f"it unpacks to more than {MAX_RATIO} times its size"
    return ""
