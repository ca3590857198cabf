"""Read datasets/catalog.toml: checksums, shapes, mirrors and licences of the data sets."""

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
    """One array of a data set.

    sha256: of its file; where it has none, of the array's uint8 bytes
    shape: of the array, uint8
    file: its name, or ""
    bytes: size of the file, or 0
    """

    sha256: str
    shape: tuple[int, ...]
    file: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Entry:
    """One data set. It has files and mirrors, or is built into a package.

    name: in the catalog
    title: what it is
    licence: name of its licence
    licence_url: where the licence is
    citation: how it is cited
    split: how it is split into training and test images
    arrays: parts by the name of the array
    mirrors: URLs to which a file's name is appended
    fallback: data set that is used, with a notice, where this one is not available, or ""
    builtin: package that contains it, or ""
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
        """Parts that are files, by file name."""
        return {part.file: part for part in self.arrays.values() if part.file}


@dataclass(frozen=True)
class Catalog:
    """All data sets.

    path: the file it was read from
    default: data set that a run trains on where none is named
    entries: by name
    """

    path: Path
    default: str
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, name: str | None) -> Entry:
        """Find the data set of that name, or the default. Raises UsageError."""
        name = name or self.default
        if name not in self.entries:
            raise UsageError(f"there is no data set {name!r}; the catalog has {', '.join(self.entries)}")
        return self.entries[name]


def find_catalog() -> Catalog:
    """Find the catalog of the course around the current folder, else of the clone, else of the installation."""
    here = Path.cwd()
    installed = Path(sysconfig.get_path("data")) / "share" / "descent-labs" / PATH.name
    folders = (here, *here.parents, Path(__file__).parents[2])
    for candidate in (*(folder / PATH for folder in folders), installed):
        if candidate.is_file():
            return read_catalog(candidate)
    raise DataError(f"{here}: no {PATH} here or above; run this inside a course")


@functools.cache
def read_catalog(path: Path) -> Catalog:
    """Read a catalog. Raises DataError where it is malformed."""
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
