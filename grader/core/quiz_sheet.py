"""Store what a quiz is judged by as salted digests: neither answers nor explanation can be read from a sheet.

A sheet has a row for each accepted and each known wrong spelling, and for what is left of it when letters are dropped.
A row holds a digest of that text, and the key to what is said of such an answer, encrypted under another digest of the
same text. What is said of an answer can therefore be decrypted only with that answer, known or guessed. True and False
are guessed in two tries.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from grader.core.errors import GraderError
from grader.core.recording import DERIVED, FOLDER
from grader.core.tree import pack, unpack

SUFFIX = ".quiz"
FORMAT = 1
#: "exact": a spelling as it stands; "near": what is left of one.
Domain = Literal["exact", "near"]


@dataclass(frozen=True)
class Row:
    """One text that an answer may be.

    domain: which list of the sheet it is in
    text: without spaces and capitals
    outcome: number of what is said of it
    """

    domain: Domain
    text: str
    outcome: int


@dataclass(frozen=True, eq=False)
class QuizSheet:
    """One quiz as it lies in a student's copy of the lab, and as it is graded.

    lab: name of the lab
    exercise: name of the quiz
    points: that it is worth
    feedback: how much `check` may say, as in course.toml
    wanted: how many texts are asked for; 0 for True or False
    salt: of the digests
    rights: how many outcomes are right; they come first
    marks: of each row its digest, sorted; empty in a copy that tells nothing of the answers
    keys: of each row the encrypted key
    outcomes: of each row its number
    sealed: what is said, encrypted, by outcome
    explanation: encrypted under the key of the right outcomes
    hint: for an answer that is no known mistake, or ""
    """

    lab: str
    exercise: str
    points: float
    feedback: str
    wanted: int
    salt: str
    rights: int = 0
    marks: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0, np.uint64))
    keys: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0, np.uint64))
    outcomes: np.ndarray = dataclasses.field(default_factory=lambda: np.zeros(0, np.uint16))
    sealed: tuple[str, ...] = ()
    explanation: str = ""
    hint: str = ""

    @property
    def tells(self) -> bool:
        """Return whether answers can be judged with it."""
        return bool(len(self.marks))

    def find(self, domain: Domain, text: str) -> dict[int, int]:
        """Return the key of each outcome that such an answer has."""
        rows = self._rows.get(_number(self.salt, f"mark {domain}", text), ())
        mask = _number(self.salt, f"key {domain}", text)
        return {int(self.outcomes[row]): int(self.keys[row]) ^ mask for row in rows}

    def said(self, outcome: int, key: int) -> str:
        """Decrypt what is said of an outcome."""
        return _crypt(bytes.fromhex(self.sealed[outcome]), self.salt, key, str(outcome)).decode()

    def explained(self, key: int) -> str:
        """Decrypt the explanation with the key of a right outcome."""
        return _crypt(bytes.fromhex(self.explanation), self.salt, key, "explanation").decode()

    @cached_property
    def _rows(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for row, mark in enumerate(self.marks.tolist()):
            found.setdefault(mark, []).append(row)
        return found


def seal(sheet: QuizSheet, rows: Sequence[Row], said: Sequence[str], rights: int, explanation: str) -> QuizSheet:
    """Put answers into a sheet.

    rows: every text that an answer may be
    said: of each outcome
    rights: how many of them are right; they come first and have one key
    """
    content = repr((rows, said, explanation))
    keys = [_number(sheet.salt, f"secret {max(number, rights - 1)}", content) for number in range(len(said))]
    made = {
        (
            _number(sheet.salt, f"mark {row.domain}", row.text),
            row.outcome,
            keys[row.outcome] ^ _number(sheet.salt, f"key {row.domain}", row.text),
        )
        for row in rows
    }
    marks, outcomes, wrapped = zip(*sorted(made), strict=True)
    sealed = [_crypt(text.encode(), sheet.salt, keys[number], str(number)).hex() for number, text in enumerate(said)]
    return dataclasses.replace(
        sheet,
        rights=rights,
        marks=np.array(marks, np.uint64),
        keys=np.array(wrapped, np.uint64),
        outcomes=np.array(outcomes, np.uint16),
        sealed=tuple(sealed),
        explanation=_crypt(explanation.encode(), sheet.salt, keys[0], "explanation").hex(),
    )


def path_of(folder: Path, name: str) -> Path:
    """Build the path of a quiz's sheet below a lab's folder."""
    return folder / FOLDER / f"{name}{SUFFIX}"


def save(path: Path, sheet: QuizSheet) -> None:
    """Write a sheet as one compressed file of two byte arrays, JSON and buffers."""
    text, buffer = pack({"format": FORMAT, "derived": DERIVED, **tree_of(sheet)})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file, text=np.frombuffer(text, dtype=np.uint8), buffer=np.frombuffer(buffer, dtype=np.uint8)
        )


def load(path: Path) -> QuizSheet:
    """Read a sheet. Raises GraderError that names the file where it is missing, damaged or of another version."""
    try:
        with np.load(path, allow_pickle=False) as members:
            tree = unpack(members["text"].tobytes(), members["buffer"].tobytes())
        if tree.pop("format") != FORMAT:
            raise ValueError("written by another version of the grader")
        tree.pop("derived")
        return QuizSheet(**{**tree, "sealed": tuple(tree["sealed"])})
    except FileNotFoundError:
        remedy = "put the lab's checks folder back beside the notebook, or start from a fresh copy of the lab"
        raise GraderError(f"{path} is missing: {remedy}") from None
    except Exception as error:
        raise GraderError(f"{path} cannot be read ({error}): take this file from a fresh copy of the lab") from error


def equal(one: QuizSheet, other: QuizSheet) -> bool:
    """Return whether two sheets hold the same."""
    return pack(tree_of(one)) == pack(tree_of(other))


def tree_of(sheet: QuizSheet) -> dict[str, Any]:
    """Return a sheet as a tree that can be packed."""
    return {field.name: getattr(sheet, field.name) for field in dataclasses.fields(sheet)}


def _number(salt: str, purpose: str, text: str) -> int:
    """Compute a digest of a text, as a number of 64 bits."""
    digest = hashlib.blake2b(text.encode(), digest_size=8, key=salt.encode(), person=_person(purpose)).digest()
    return int.from_bytes(digest, "little")


def _crypt(data: bytes, salt: str, key: int, purpose: str) -> bytes:
    """Encrypt or decrypt: the key makes a stream that is added to the data."""
    stream = hashlib.shake_256(f"{salt} {key} {purpose}".encode()).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def _person(purpose: str) -> bytes:
    return hashlib.blake2b(purpose.encode(), digest_size=16).digest()
