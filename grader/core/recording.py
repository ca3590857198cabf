"""What `check` compares with: inputs and outputs recorded when the course was built. No solution, no edit is in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.core.errors import GraderError
from grader.core.records import Observation, Tolerance
from grader.core.tree import pack, unpack

FOLDER = "checks"
FORMAT = 1
#: What every derived file says about itself, where it has room for that.
DERIVED = "Derived from lab.md and exercises/ by `grader build`; edit those"


@dataclass(frozen=True)
class RecordedCase:
    """A public case: its inputs as the probe takes them, and what the solution gave."""

    name: str
    about: str
    weight: float
    tolerance: Tolerance
    inputs: Mapping[str, Any]
    expected: Observation


@dataclass(frozen=True)
class RecordedMistake:
    """What a known mistake gave, case by case in the order of the recording's cases."""

    name: str
    hints: tuple[str, ...]
    syntax: tuple[str, ...]
    given: tuple[Observation, ...]


@dataclass(frozen=True)
class Recording:
    """One exercise as a student's copy knows it.

    stub: the task as handed out, to tell a start from none. feedback: how much may be said (course.toml).
    training: what grading will train and ask for, in a sentence, or "".
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


def path_of(folder: Path, exercise: str) -> Path:
    """Where an exercise's recording lies below a lab's folder."""
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

    return Recording(
        **{
            **tree,
            "cases": tuple(case(c) for c in tree["cases"]),
            "mistakes": tuple(mistake(m) for m in tree["mistakes"]),
        }
    )
