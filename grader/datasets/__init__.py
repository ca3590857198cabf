"""Find, download and verify the data sets of the course.

A data set with files is searched for in this order: an explicit path; $GRADER_DATA, a folder that contains mnist/;
datasets/mnist/ of the course; the user's cache; the mirrors of datasets/catalog.toml. The SHA-256 of every file is
checked when it is read, and again after the file has changed. Where the default is not available and its fallback is
used, the record and a line of the log say so, with the reason.
"""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.core.errors import DataError, UnavailableError, UsageError
from grader.datasets import files
from grader.datasets.catalog import Entry, find_catalog
from grader.datasets.mirrors import download

__all__ = ["DataSet", "FileCheck", "cache_folder", "check", "choose", "describe", "fetch", "load", "names"]

ENVIRONMENT = "GRADER_DATA"

log = logging.getLogger("grader")
_failed: dict[str, str] = {}  # why a data set could not be downloaded; it is not tried again in this process
_logged: set[str] = set()  # notices that were logged in this process
_builtin: dict[str, DataSet] = {}


@dataclass(frozen=True, eq=False)
class DataSet:
    """A data set in memory; all arrays are read-only.

    name: in the catalog
    train_images: uint8, (N, 784)
    train_labels: int64, (N,)
    test_images: uint8, (M, 784)
    test_labels: int64, (M,)
    source: the folder, file or package it was read from
    notice: why this data set is used and not the preferred one, or ""
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    source: str
    notice: str = ""


@dataclass(frozen=True)
class FileCheck:
    """The result of `grader data --check` for one file.

    file: its path
    ok: whether it is verified
    found: "verified", or what is wrong
    """

    file: str
    ok: bool
    found: str

    @property
    def line(self) -> str:
        return f"{'ok ' if self.ok else 'BAD'} {self.file}: {self.found}"


def load(name: str | None = None, path: Path | None = None) -> DataSet:
    """Load and verify a data set. With neither name nor path: `choose()`.

    name: in the catalog; None: the default
    path: a folder that contains the files, or a folder NAME with them; nothing else is searched then

    Raises DataError for a file that is missing, truncated, corrupt or another one, and for a data set that is neither
    on this machine nor can be downloaded (no fallback, because it was requested by name); UsageError for an unknown
    name.
    """
    if name is None and path is None:
        return choose()
    entry = find_catalog().entry(name)
    if entry.builtin:
        if path is not None:
            raise UsageError(f"{entry.name} is built into {entry.builtin} and takes no path, got {path}")
        return _load_builtin(entry)
    folder = _find(entry, path)
    if folder is None:
        folder = _destination(entry)
        _download_missing(entry, folder)
    return _read(entry, folder)


def choose(preferred: str | None = None) -> DataSet:
    """Load the preferred data set (default: the catalog's default), or its fallback where it is not available.

    The notice of a fallback is in the record, with the reason; a short one is logged once per process.
    Raises DataError for a file that is here but wrong, UsageError for an unknown name.
    """
    entry = find_catalog().entry(preferred)
    try:
        return load(entry.name)
    except UnavailableError as error:
        if not entry.fallback:
            raise
        found = load(entry.fallback)
        notice = f"using the data set {found.name}, because {error}"
    if notice not in _logged:
        _logged.add(notice)
        remedy = f"`grader data --fetch {entry.name}` downloads it, or says why it cannot"
        log.warning("using the data set %s, because %s is not on this machine; %s", found.name, entry.name, remedy)
        log.debug(notice)
    return dataclasses.replace(found, notice=notice)


def fetch(name: str) -> str:
    """Download missing and wrong files of a data set, in every folder that has some of it; report where they are."""
    entry = find_catalog().entry(name)
    if entry.builtin:
        _cache_file(entry).unlink(missing_ok=True)
        _builtin.pop(name, None)
        return f"{name}: built into {entry.builtin}, verified; {_load_builtin(entry).source}"
    lines = []
    for folder in [folder for folder in _places(entry) if _holds(entry, folder, any)] or [_destination(entry)]:
        wrong = [file for file in entry.files if not _check_file(entry, folder, file).ok]
        if wrong:
            download(entry, wrong, folder)
        _read(entry, folder)
        lines.append(f"{name}: {folder}: {len(wrong)} of {len(entry.files)} files downloaded, all verified")
    return "\n".join(lines)


def check(name: str) -> list[FileCheck]:
    """Verify every file of a data set, in every folder that has at least one of them; all are read again."""
    entry = find_catalog().entry(name)
    if entry.builtin:
        cached = _cache_file(entry)
        source = str(cached) if cached.exists() else entry.builtin
        try:
            _ = files.read_npz(cached, entry) if cached.exists() else files.builtin_arrays(entry)
        except DataError as error:
            return [FileCheck(source, False, str(error).removeprefix(f"{source}: "))]
        return [FileCheck(source, True, "verified")]
    folders = [folder for folder in _places(entry) if _holds(entry, folder, any)]
    if not folders:
        return [FileCheck(name, True, f"not on this machine; `grader data --fetch {name}` downloads it")]
    return [_check_file(entry, folder, file) for folder in folders for file in entry.files]


def describe() -> str:
    """Describe the catalog, with the place of each data set on this machine."""
    catalog, blocks = find_catalog(), []
    for entry in catalog.entries.values():
        here = next((str(folder) for folder in _places(entry) if _holds(entry, folder, all)), "not on this machine")
        lines = (
            f"{entry.name}: {entry.title}",
            f"  split    {entry.split}",
            f"  licence  {entry.licence}; {entry.licence_url}",
            f"  cite     {entry.citation}",
            f"  place    {f'built into {entry.builtin}' if entry.builtin else here}",
        )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def names() -> tuple[str, ...]:
    """List the names of the catalog."""
    return tuple(find_catalog().entries)


def folders() -> list[Path]:
    """List every folder that data sets of the catalog, labels included, are read from or loaded into."""
    return [place for entry in find_catalog().entries.values() if entry.files for place in _places(entry)]


def cache_folder() -> Path:
    """Build the path of the user's cache, which all courses on this machine share."""
    import pooch

    return Path(pooch.os_cache("descent-labs"))


def _places(entry: Entry) -> list[Path]:
    """List the folders that are searched without an explicit path, in order."""
    return [place for place in (_from_environment(entry), _in_course(entry), cache_folder() / entry.name) if place]


def _from_environment(entry: Entry) -> Path | None:
    folder = os.environ.get(ENVIRONMENT)
    return Path(folder).expanduser().absolute() / entry.name if folder else None


def _in_course(entry: Entry) -> Path | None:
    beside = find_catalog().path.parent
    return beside / entry.name if beside.name == "datasets" else None


def _holds(entry: Entry, folder: Path, quantity: Callable[[Iterable[object]], bool]) -> bool:
    """Tell whether any, or all, of the files are there."""
    return quantity((folder / file).exists() for file in entry.files)


def _find(entry: Entry, path: Path | None) -> Path | None:
    """Find the first folder to read from. A folder that a person filled is not skipped for being incomplete."""
    if path is not None:
        return path / entry.name if (path / entry.name).is_dir() else path
    own = _from_environment(entry)
    for folder in _places(entry):
        if _holds(entry, folder, any if folder == own else all):
            return folder
    return None


def _destination(entry: Entry) -> Path:
    """Choose the folder for downloads: the course's, or the user's cache where that cannot be written."""
    course = _in_course(entry)
    if course and os.access(course if course.exists() else course.parent, os.W_OK):
        return course
    return cache_folder() / entry.name


def _download_missing(entry: Entry, folder: Path) -> None:
    """Download missing files. Raises UnavailableError, at once after the first failure in a process."""
    wrong = [file for file in entry.files if not (folder / file).exists()]
    try:
        if entry.name in _failed:
            raise UnavailableError(_failed[entry.name])
        download(entry, wrong, folder)
    except UnavailableError as error:
        _failed[entry.name] = str(error)
        searched = ", ".join(str(place) for place in _places(entry))
        remedy = f"run `grader data --fetch {entry.name}` where there is a network, or point {ENVIRONMENT} at a folder"
        raise UnavailableError(f"{error}; looked in {searched}; {remedy} that holds {entry.name}/") from error


def _read(entry: Entry, folder: Path) -> DataSet:
    remedy = _remedy(entry, folder)
    arrays = {name: files.read_array(folder / part.file, part, remedy) for name, part in entry.arrays.items()}
    return _dataset(entry, arrays, str(folder))


def _remedy(entry: Entry, folder: Path) -> str:
    if folder in _places(entry):
        return f"mend it with `grader data --fetch {entry.name}`"
    return f"put the original file there, or give no path and run `grader data --fetch {entry.name}`"


def _check_file(entry: Entry, folder: Path, file: str) -> FileCheck:
    path = folder / file
    try:
        fault = files.checksum_fault(path.read_bytes(), entry.files[file])
    except OSError as error:
        fault = error.strerror or str(error)
    return FileCheck(str(path), not fault, f"{fault}; {_remedy(entry, folder)}" if fault else "verified")


def _cache_file(entry: Entry) -> Path:
    return cache_folder() / entry.name / f"{entry.name}.npz"


def _load_builtin(entry: Entry) -> DataSet:
    """Load a package's arrays, from the cache where possible: parsing them takes seconds."""
    if entry.name in _builtin:
        return _builtin[entry.name]
    cached, arrays = _cache_file(entry), None
    source = f"from the package {entry.builtin}, kept in {cached}"
    if cached.exists():
        try:
            arrays = files.read_npz(cached, entry)
        except DataError as error:
            log.warning("%s; made anew from %s", error, entry.builtin)
    if arrays is None:
        arrays = files.builtin_arrays(entry)
        try:
            files.write_npz(cached, arrays)
        except OSError:  # a read-only home is no reason not to train
            source = f"from the package {entry.builtin}"
    _builtin[entry.name] = _dataset(entry, arrays, source)
    return _builtin[entry.name]


def _dataset(entry: Entry, arrays: Mapping[str, np.ndarray], source: str) -> DataSet:
    def images(name: str) -> np.ndarray:
        return _frozen(arrays[name].reshape(len(arrays[name]), -1))

    def labels(name: str) -> np.ndarray:
        return _frozen(arrays[name].astype(np.int64))

    train = images("train_images"), labels("train_labels")
    return DataSet(entry.name, *train, images("test_images"), labels("test_labels"), source)


def _frozen(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
