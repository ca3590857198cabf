"""Records of a search for submissions: what is looked for, what was found, what was not taken."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.grading.folders import Folder
from grader.submission.attachments import Stored, shown
from grader.submission.candidates import SUFFIX, is_called_after
from grader.submission.read import lab_in


@dataclass(frozen=True)
class Found:
    """A submission that has no unique name yet.

    lab: that it answers
    tail: names of folders down to what it is called after
    path: of the notebook or its folder; of the archive that it lies in
    key: equal for the same notebook, however it was named on the command line
    file: what was taken, as a person finds it
    layout: the platform whose download it lies in, or ""
    notes: what there is to know of the attempt, such as a late mark
    repairs: what the grade says of the choice, such as another notebook left out
    stored: the notebook, where it lies in an archive or in one folder for all
    beside: what was handed in with it, by relative name; for `stored` alone
    """

    lab: str
    tail: tuple[str, ...]
    path: Path
    key: tuple[str, str]
    file: str
    layout: str = ""
    notes: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    stored: Stored | None = field(default=None, repr=False)
    beside: tuple[tuple[str, Stored], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Scope:
    """What a search is for.

    labs: names of the course's labs
    lab: the one that is asked for, or None for all
    left_out: what was left out and why; extended
    passed_over: how many notebooks of other labs there are, by lab; counted up
    """

    labs: Sequence[str]
    lab: str | None
    left_out: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)

    def wants(self, lab: str) -> bool:
        """Whether notebooks of a lab are asked for; counts those that are not."""
        if self.lab in (None, lab):
            return True
        self.passed_over[lab] += 1
        return False

    def lab_of(self, name: str, file: Stored) -> str | None:
        """Return the lab that a notebook says it is of, or is called after; None where it is neither."""
        stem = name.rpartition("/")[2].removesuffix(SUFFIX)
        said = stem if stem in self.labs else lab_in(file)
        return said if said in self.labs else self.lab_called(stem)

    def lab_called(self, stem: str) -> str | None:
        """Return the lab that a file is called after."""
        return next((lab for lab in self.labs if is_called_after(stem, lab)), None)

    def leave_out_of_no_lab(self, path: str, name: str) -> None:
        """Note a notebook that answers no lab."""
        self.left_out.append(no_lab(path, name.rpartition("/")[2].removesuffix(SUFFIX), self.labs))


def no_lab(path: str, name: str, labs: Sequence[str]) -> str:
    """Say that a notebook answers no lab."""
    return f"{path}: no lab is called {name!r}; name it with --lab, one of {', '.join(labs)}"


def key_of(folder: Folder, name: str) -> tuple[str, str]:
    """Make the key of a notebook in a folder: by its real place on the disk or in the archive."""
    if folder.archived:
        return os.path.realpath(folder.path), "/".join((*folder.parts, name))
    whole = folder.path.absolute()
    return str(Path(os.path.realpath(whole.parent), whole.name)), name


def path_of(folder: Folder, name: str = "") -> str:
    """Write the path of a file as a person finds it: below the archive, where it lies in one."""
    inside = [str(folder.path), *folder.inside] if folder.archived else [str(folder.path)]
    return shown("/".join([*inside, name] if name else inside))
