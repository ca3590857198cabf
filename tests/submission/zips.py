"""Make zip archives for tests, also such as no well-meaning program writes."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path


def zipped(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip files by name; names that are no ASCII carry the flag of UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def raw(entries: Mapping[bytes, bytes], *, flags: int = 0, mode: int = 0, method: int = 0) -> bytes:
    """Write an archive byte by byte. Names are written as they are.

    flags: general purpose bits. mode: of every file, as Unix has it. method: how files say they are compressed.
    """
    body, directory = bytearray(), bytearray()
    for name, data in entries.items():
        about = struct.pack("<HHHHIIIHH", flags, method, 0, 33, zlib.crc32(data), len(data), len(data), len(name), 0)
        directory += b"PK\1\2" + struct.pack("<BBH", 20, 3, 20) + about
        directory += struct.pack("<HHHII", 0, 0, 0, mode << 16, len(body)) + name
        body += b"PK\3\4" + struct.pack("<H", 20) + about + name + data
    count = min(len(entries), 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory) + b"PK\5\6" + end


def link(name: str, target: str) -> bytes:
    """Write an archive with a symbolic link."""
    return raw({name.encode(): target.encode()}, mode=stat.S_IFLNK | 0o777)


def bomb(size: int) -> bytes:
    """Compress zeros without holding them."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("06_optimizers.ipynb", "w", force_zip64=True) as file,
    ):
        for _ in range(size // 1_000_000):
            file.write(b"\0" * 1_000_000)
    return buffer.getvalue()


def save(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
