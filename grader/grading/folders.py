"""List what lies in a folder or an archive of submissions as one kind of tree; no notebook is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from grader.core.errors import UsageError
from grader.submission.archive import Archive, Member
from grader.submission.attachments import DiskFile, Stored, printable, shown
from grader.submission.candidates import SUFFIX

MAX_FILES = 200_000
ARCHIVE = ".zip"


@dataclass
class Folder:
    """A folder on the disk or in an archive.

    parts: names of the folders down to it, its own last; an archive counts as a folder, without its suffix
    path: of the folder itself or, in an archive, of the archive's file
    archived: whether it is an archive or lies in one
    is_archive: whether it is one itself
    inside: names of the folders from the archive's file down to it
    notebooks: by name; whatever is called so, even where it is no file
    files: all other files, by name
    folders: by name, without links
    """

    parts: tuple[str, ...]
    path: Path
    archived: bool = False
    is_archive: bool = False
    inside: tuple[str, ...] = ()
    notebooks: dict[str, Stored] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else ""

    def walk(self, prefix: str = "") -> Iterator[tuple[str, Stored]]:
        """Walk all files below by relative path, in the order of names."""
        for name, file in sorted({**self.notebooks, **self.files}.items()):
            yield prefix + name, file
        for name, folder in sorted(self.folders.items()):
            yield from folder.walk(f"{prefix}{name}/")

    def has_notebooks(self) -> bool:
        return bool(self.notebooks) or any(folder.has_notebooks() for folder in self.folders.values())


def read_folder(path: Path, labs: Sequence[str], left_out: list[str]) -> Folder:
    """List a folder on the disk, archives in it opened.

    labs: names; what is called so counts as a folder even where it is a link, for the verdict to say so
    left_out: what was left out and why; extended
    Raises UsageError where there are more than `MAX_FILES` files.
    """
    return _Reader(labs, left_out).read(path, path.absolute(), top=True)


def read_archive(path: Path, left_out: list[str]) -> Folder:
    """List an archive. Raises UsageError where it cannot be read or is too large."""
    archive = Archive(path)
    left_out += archive.left_out
    whole = path.absolute()
    root = Folder(_parts(whole.with_name(whole.name[: -len(ARCHIVE)])), path, archived=True, is_archive=True)
    for name, member in archive.members.items():
        _place(root, name, member)
    return root


def time_of(file: Stored) -> object:
    """Return when a file was last changed, to be compared with others of its kind; 0 where that is unknown."""
    if isinstance(file, Member):
        return file.time
    try:
        return file.path.lstat().st_mtime_ns if isinstance(file, DiskFile) else 0
    except OSError:
        return 0


class _Reader:
    def __init__(self, labs: Sequence[str], left_out: list[str]) -> None:
        self._labs, self._left_out, self._count = labs, left_out, 0

    def read(self, path: Path, whole: Path, *, top: bool = False, students: bool = False) -> Folder:
        """List a folder. In one student's own, archives and links are files beside the notebook, read when graded.

        top: whether a person named it. students: whether it lies in a student's folder.
        """
        folder = Folder(_parts(whole), path)
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            if not path.is_symlink():
                self._leave_out(path, f"cannot be read: {error.strerror}; make it readable")
            return folder
        self._count += len(entries)
        if self._count > MAX_FILES:
            raise UsageError(f"{shown(str(path))}: more than {MAX_FILES} files; name the folder of submissions itself")
        if top:
            students = f"{whole.name}{SUFFIX}" in {f"{lab}{SUFFIX}" for lab in self._labs} & {e.name for e in entries}
        else:
            students = students or whole.name in self._labs or any(entry.name.endswith(SUFFIX) for entry in entries)
        for entry in entries:
            self._add(folder, entry, path / entry.name, whole / entry.name, students)
        return folder

    def _add(self, folder: Folder, entry: os.DirEntry[str], path: Path, whole: Path, students: bool) -> None:
        name = entry.name
        if name.startswith(".") or name == "__MACOSX":
            return
        if name.endswith(SUFFIX):
            folder.notebooks[name] = DiskFile(path)
        elif entry.is_dir(follow_symlinks=False):
            folder.folders[name] = self.read(path, whole, students=students)
        elif students:
            folder.files[name] = DiskFile(path)
        elif name in self._labs:
            folder.folders[name] = Folder(_parts(whole), path)
        elif os.path.isdir(path):
            self._leave_out(path, "is a link to another folder; hand in the folder itself")
        elif name.lower().endswith(ARCHIVE) and entry.is_file(follow_symlinks=False):
            try:
                folder.folders[name] = read_archive(path, self._left_out)
            except UsageError as error:
                self._left_out.append(str(error))
        else:
            folder.files[name] = DiskFile(path)

    def _leave_out(self, path: Path, reason: str) -> None:
        self._left_out.append(f"{shown(str(path))}: {reason}")


def _place(root: Folder, name: str, member: Member) -> None:
    """Put a member of an archive into the tree; an archive in the archive becomes a folder."""
    *above, own = PurePosixPath(name).parts
    folder = root
    for part in above:
        zipped = part.lower().endswith(ARCHIVE)
        parts = (*folder.parts, part[: -len(ARCHIVE)] if zipped else part)
        inside = (*folder.inside, part)
        folder = folder.folders.setdefault(part, Folder(parts, root.path, True, zipped, inside))
    (folder.notebooks if own.endswith(SUFFIX) else folder.files)[own] = member


def _parts(whole: Path) -> tuple[str, ...]:
    return tuple(printable(part) for part in whole.parts[1:])
