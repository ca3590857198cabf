"""Recordings that `check` compares with: inputs and outputs from when the course was built, without any solution."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.core.errors import GraderError
from grader.core.fingerprint import Fingerprint
from grader.core.records import Observation, Tolerance
from grader.core.tree import pack, unpack

FOLDER = "checks"
FORMAT = 1
#: Notice in derived files, where the format has a place for it.
DERIVED = "Derived from lab.md and exercises/ by `grader build`; edit those"


@dataclass(frozen=True)
class RecordedCase:
    """A public case.

    name: of the case
    about: what it varies
    weight: its share of the points
    tolerance: that answers are compared with
    inputs: as the probe takes them
    expected: what the solution gave
    """

    name: str
    about: str
    weight: float
    tolerance: Tolerance
    inputs: Mapping[str, Any]
    expected: Observation


@dataclass(frozen=True)
class RecordedMistake:
    """A known mistake.

    name: of the mistake
    hints: nudge, pointer, formula
    syntax: traits without which the student's source cannot contain it
    given: what it gave, in the order of the recording's cases
    """

    name: str
    hints: tuple[str, ...]
    syntax: tuple[str, ...]
    given: tuple[Observation, ...]


@dataclass(frozen=True)
class RecordedFingerprints:
    """Further mistakes, by what each changes in the projections of the solution's outputs. Without any statement.

    names: of mistakes, known ones and classes of slips, sorted
    rows: numbers of a mistake's names, (n, 2) of uint16; twice the same for one mistake
    columns: number of a case and an output, "" for all of them together
    codes: as in a Fingerprint, (n, number of columns) of uint32
    totals: likewise, of float32
    """

    names: tuple[str, ...]
    rows: np.ndarray
    columns: tuple[tuple[int, str], ...]
    codes: np.ndarray
    totals: np.ndarray

    def fingerprint(self, row: int, case: int) -> Fingerprint:
        """Return what a mistake changes on a case."""
        places = [(place, output) for place, (number, output) in enumerate(self.columns) if number == case]
        codes = {output: int(self.codes[row, place]) for place, output in places}
        return Fingerprint(codes, {output: float(self.totals[row, place]) for place, output in places})


@dataclass(frozen=True)
class Recording:
    """One exercise as it lies in a student's copy of the lab.

    lab: name of the lab
    exercise: name of the exercise
    probe: name of the probe that exercises the task
    points: that the exercise is worth
    feedback: how much `check` may say, as in course.toml
    source: where the task is from
    stub: the task as handed out, to recognise an answer that was not started
    training: what grading will train and require, in a sentence, or ""
    hint: for a wrong answer that no mistake explains, or ""
    cases: the public ones
    mistakes: known mistakes
    singles: known mistakes with other numbers, and slips by rule
    pairs: two mistakes at once
    shares: how much outputs count beside each other, by name; one that is not named counts 1
    """

    lab: str
    exercise: str
    probe: str
    points: float
    feedback: str
    source: str
    stub: str
    training: str
    cases: tuple[RecordedCase, ...]
    mistakes: tuple[RecordedMistake, ...]
    singles: RecordedFingerprints | None = None
    pairs: RecordedFingerprints | None = None
    hint: str = ""
    shares: Mapping[str, float] = dataclasses.field(default_factory=dict)


def path_of(folder: Path, exercise: str) -> Path:
    """Build the path of an exercise's recording below a lab's folder."""
    return folder / FOLDER / f"{exercise}.npz"


def save(path: Path, recording: Recording) -> None:
    """Write a recording as one compressed file of two byte arrays, JSON and buffers."""
    text, buffer = pack({"format": FORMAT, "derived": DERIVED, **dataclasses.asdict(recording)})
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(
            file, text=np.frombuffer(text, dtype=np.uint8), buffer=np.frombuffer(buffer, dtype=np.uint8)
        )


def load(path: Path) -> Recording:
    """Read a recording. Raises GraderError that names the file where it is missing, damaged or of another version."""
    try:
        with np.load(path, allow_pickle=False) as members:
            tree = unpack(members["text"].tobytes(), members["buffer"].tobytes())
        if tree.pop("format") != FORMAT:
            raise ValueError("written by another version of the grader")
        tree.pop("derived", None)
        return _recording(tree)
    except FileNotFoundError:
        remedy = "put the lab's checks folder back beside the notebook, or start from a fresh copy of the lab"
        raise GraderError(f"{path} is missing: {remedy}") from None
    except Exception as error:
        raise GraderError(f"{path} cannot be read ({error}): take this file from a fresh copy of the lab") from error


def _recording(tree: dict[str, Any]) -> Recording:
    def observation(o: dict[str, Any]) -> Observation:
        o.setdefault("error_type", o["error"].partition(":")[0])  # recordings made before the field was there
        return Observation(**{**o, "notes": tuple(o["notes"]), "trace": tuple(o["trace"])})

    def case(c: dict[str, Any]) -> RecordedCase:
        return RecordedCase(**{**c, "tolerance": Tolerance(**c["tolerance"]), "expected": observation(c["expected"])})

    def mistake(m: dict[str, Any]) -> RecordedMistake:
        given = tuple(observation(o) for o in m["given"])
        return RecordedMistake(m["name"], tuple(m["hints"]), tuple(m["syntax"]), given)

    def fingerprints(f: dict[str, Any] | None) -> RecordedFingerprints | None:
        if f is None:
            return None
        columns = tuple((int(case), str(output)) for case, output in f["columns"])
        return RecordedFingerprints(tuple(f["names"]), f["rows"], columns, f["codes"], f["totals"])

    return Recording(
        **{
            **tree,
            "cases": tuple(case(c) for c in tree["cases"]),
            "mistakes": tuple(mistake(m) for m in tree["mistakes"]),
            "singles": fingerprints(tree.get("singles")),
            "pairs": fingerprints(tree.get("pairs")),
        }
    )
