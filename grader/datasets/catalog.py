"""What datasets/catalog.toml says of each data set."""

from __future__ import annotations

import functools
import sysconfig
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.core.errors import DataError, UsageError

PATH = Path("datasets") / "catalog.toml"


@dataclass(frozen=True)
class Part:
    """One array of a data set. sha256: of its file, or where it has none, of the array's own uint8 bytes."""

    sha256: str
    shape: tuple[int, ...]
    file: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Entry:
    """One data set. It has files and mirrors, or is built into the package `builtin`.

    arrays: parts by the name of the array. fallback: what is taken, with a notice, where this one cannot be had.
    """

    name: str
    title: str
    licence: str
    licence_url: str
    citation: str
    split: str
    arrays: Mapping[str, Part]
    mirrors: tuple[str, ...] = ()
    fallback: str = ""
    builtin: str = ""

    @property
    def files(self) -> Mapping[str, Part]:
        """The parts that are files, by file name."""
        return {part.file: part for part in self.arrays.values() if part.file}


@dataclass(frozen=True)
class Catalog:
    """path: the file it was read from. default: what a run trains on unless told otherwise."""

    path: Path
    default: str
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, name: str | None) -> Entry:
        """The data set of that name, or the default. Raises UsageError."""
        name = name or self.default
        if name not in self.entries:
            raise UsageError(f"there is no data set {name!r}; the catalog has {', '.join(self.entries)}")
        return self.entries[name]


def find_catalog() -> Catalog:
    """The catalog of the course around the current folder, else of the clone, else of the installation."""
    here = Path.cwd()
    installed = Path(sysconfig.get_path("data")) / "share" / "descent-labs" / PATH.name
    folders = (here, *here.parents, Path(__file__).parents[2])
    for candidate in (*(folder / PATH for folder in folders), installed):
        if candidate.is_file():
            return read_catalog(candidate)
    raise DataError(f"{here}: no {PATH} here or above; run this inside a course")


@functools.cache
def read_catalog(path: Path) -> Catalog:
    """The catalog in one file. Raises DataError where it is malformed."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        default = content.pop("default")
        entries = {}
        for name, fields in content.items():
            parts = {key: Part(**{**part, "shape": tuple(part["shape"])}) for key, part in fields["arrays"].items()}
            mirrors = tuple(fields.get("mirrors", ()))
            entries[name] = Entry(**{**fields, "name": name, "arrays": parts, "mirrors": mirrors})
        return Catalog(path, default, entries)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{path}: not a catalog of data sets ({error}); restore it from the repository") from error
