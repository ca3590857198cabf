"""The data sets of the course: found, fetched, and verified before anything trains on them.

A data set with files is looked for in this order: an explicit path; $GRADER_DATA, a folder that holds mnist/;
datasets/mnist/ of the course; the user's cache; the mirrors of datasets/catalog.toml. Every file's SHA-256 is
checked when it is read, and again once the file has changed. A run never swaps one data set for another in
silence: where the default cannot be had, the record says what was taken instead and why, and so does a logged line.
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
_failed: dict[str, str] = {}  # why a data set could not be downloaded: not tried again in this process
_told: set[str] = set()
_builtin: dict[str, DataSet] = {}


@dataclass(frozen=True, eq=False)
class DataSet:
    """A data set in memory. Images: uint8, (N, 784); labels: int64, (N,); all read-only.

    source: the folder, file or package it was read from. notice: why this one and not the preferred one, else "".
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
    """What `grader data --check` found of one file: "verified", or what is wrong."""

    file: str
    ok: bool
    found: str

    @property
    def line(self) -> str:
        return f"{'ok ' if self.ok else 'BAD'} {self.file}: {self.found}"


def load(name: str | None = None, path: Path | None = None) -> DataSet:
    """A data set, verified. With neither name nor path: `choose()`.

    path: a folder that holds the files, or that holds a folder NAME with them; nothing else is searched then.
    Raises DataError for a file that is missing, truncated, corrupt or another one, and for a data set that is
    neither here nor to be downloaded (never swapped: it was asked for by name); UsageError for an unknown name.
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
        _bring(entry, folder)
    return _read(entry, folder)


def choose(preferred: str | None = None) -> DataSet:
    """The preferred data set (default: the catalog's default) where it is here or can be downloaded.

    Otherwise its fallback, with a notice in the record that is also logged, once per process.
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
    if notice not in _told:
        _told.add(notice)
        log.warning(notice)
    return dataclasses.replace(found, notice=notice)


def fetch(name: str) -> str:
    """Download what is missing or wrong of a data set, in every place that holds some of it, and say where it is."""
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
    """Every file of a data set, in every place that holds at least one of them; all are read anew."""
    entry = find_catalog().entry(name)
    if entry.builtin:
        kept = _cache_file(entry)
        source = str(kept) if kept.exists() else entry.builtin
        try:
            _ = files.read_npz(kept, entry) if kept.exists() else files.builtin_arrays(entry)
        except DataError as error:
            return [FileCheck(source, False, str(error).removeprefix(f"{source}: "))]
        return [FileCheck(source, True, "verified")]
    folders = [folder for folder in _places(entry) if _holds(entry, folder, any)]
    if not folders:
        return [FileCheck(name, True, f"not on this machine; `grader data --fetch {name}` downloads it")]
    return [_check_file(entry, folder, file) for folder in folders for file in entry.files]


def describe() -> str:
    """The catalog in words, and where each data set lies on this machine."""
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
    """Every data set of the catalog."""
    return tuple(find_catalog().entries)


def cache_folder() -> Path:
    """The user's cache, shared by every course on this machine."""
    import pooch

    return Path(pooch.os_cache("descent-labs"))


def _places(entry: Entry) -> list[Path]:
    """Every folder that is searched without an explicit path, first to last."""
    return [place for place in (_from_environment(entry), _in_course(entry), cache_folder() / entry.name) if place]


def _from_environment(entry: Entry) -> Path | None:
    given = os.environ.get(ENVIRONMENT)
    return Path(given).expanduser().absolute() / entry.name if given else None


def _in_course(entry: Entry) -> Path | None:
    beside = find_catalog().path.parent
    return beside / entry.name if beside.name == "datasets" else None


def _holds(entry: Entry, folder: Path, quantity: Callable[[Iterable[object]], bool]) -> bool:
    """Whether any, or all, of the files are there."""
    return quantity((folder / file).exists() for file in entry.files)


def _find(entry: Entry, path: Path | None) -> Path | None:
    """The first folder to read from. What people fill themselves is not passed over for being incomplete."""
    if path is not None:
        return path / entry.name if (path / entry.name).is_dir() else path
    given = _from_environment(entry)
    for folder in _places(entry):
        if _holds(entry, folder, any if folder == given else all):
            return folder
    return None


def _destination(entry: Entry) -> Path:
    """Where downloads go: the course's folder, or where that cannot be written the user's cache."""
    course = _in_course(entry)
    if course and os.access(course if course.exists() else course.parent, os.W_OK):
        return course
    return cache_folder() / entry.name


def _bring(entry: Entry, folder: Path) -> None:
    """Download what the folder lacks. Raises UnavailableError, after the first failure in a process at once."""
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
    """The package's arrays, kept compressed in the cache after the first time, since parsing them takes seconds."""
    if entry.name in _builtin:
        return _builtin[entry.name]
    kept, arrays = _cache_file(entry), None
    source = f"from the package {entry.builtin}, kept in {kept}"
    if kept.exists():
        try:
            arrays = files.read_npz(kept, entry)
        except DataError as error:
            log.warning("%s; made anew from %s", error, entry.builtin)
    if arrays is None:
        arrays = files.builtin_arrays(entry)
        try:
            files.write_npz(kept, arrays)
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
