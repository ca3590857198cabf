"""Keep what the suspects of an exercise give on its public cases, as fingerprints in a file beside the exercise.

The file is derived when the course is built. It saves running hundreds of edited solutions for the first wrong answer;
where it is missing, or was made from something else, they are run.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.core import fingerprint
from grader.core.fingerprint import Fingerprint, Projection, project
from grader.core.tree import pack, unpack
from grader.core.vocabulary import HINTS
from grader.course import exchanges, literals, rules, slips
from grader.course.exercise import Exercise
from grader.course.reference import Reference
from grader.course.seeds import PUBLIC

FOLDER = "suspects"
#: Stands for no number in a recipe.
NONE = -1
#: How many times what is allowed the solution itself may differ from the one that a table was made with.
_APART = 3.0


@dataclass(frozen=True)
class Recipe:
    """How a suspect is made from the solution, by numbers; NONE where there is none.

    stage: that it belongs to
    wrong: of a known mistake, which is varied or goes first
    variant: of its edits with other numbers
    slip: of a slip by rule
    other: of another known mistake, which is applied last
    """

    stage: str
    wrong: int
    variant: int
    slip: int
    other: int


@dataclass(frozen=True)
class Block:
    """The suspects of one stage.

    recipes: their numbers, (n, 4) of int16: wrong, variant, slip, other
    columns: name of a case and an output, "" for all outputs together
    codes: as in a Fingerprint, (n, number of columns) of uint32
    totals: likewise, of float32
    solution: the solution's totals, (number of columns,) of float64
    """

    recipes: np.ndarray
    columns: tuple[tuple[str, str], ...]
    codes: np.ndarray
    totals: np.ndarray
    solution: np.ndarray


@dataclass(frozen=True)
class SuspectTable:
    """What suspects give on public cases.

    key: checksum of what they are made from
    slips: class of each slip by rule, in the order of the rules
    blocks: by stage
    """

    key: str
    slips: tuple[str, ...]
    blocks: Mapping[str, Block]

    def recipes(self, stage: str) -> Iterator[tuple[tuple[str, int], Recipe]]:
        """Yield the place of each suspect of a stage, and how it is made."""
        for row, numbers in enumerate(self.blocks[stage].recipes.tolist()):
            yield (stage, row), Recipe(stage, *numbers)

    def fingerprint(self, place: tuple[str, int], case: str) -> Fingerprint | None:
        """Return what a suspect changes on a public case; None where the table does not say."""
        stage, row = place
        block = self.blocks[stage]
        columns = [(n, output) for n, (name, output) in enumerate(block.columns) if name == case]
        if not columns:
            return None
        codes, totals = block.codes[row], block.totals[row]
        return Fingerprint(
            {output: int(codes[n]) for n, output in columns}, {output: float(totals[n]) for n, output in columns}
        )


def path_of(exercise: Exercise) -> Path:
    """Build the path of an exercise's table: beside the file of the exercise."""
    file = sys.modules[exercise.task.__module__].__file__ or ""
    return Path(file).parent / FOLDER / f"{exercise.name}.npz"


def table_of(reference: Reference) -> SuspectTable | None:
    """Read an exercise's table; None where it is missing, damaged or was made from another solution."""
    try:
        table = load(path_of(reference.exercise).read_bytes())
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if table.key != key_of(reference.exercise) or not set(table.slips) <= set(HINTS):
        return None
    if not all(_agrees(reference, block) for block in table.blocks.values()):
        return None
    return table


def _agrees(reference: Reference, block: Block) -> bool:
    """Whether the solution gives what it gave when the table was made."""
    made = projections(reference, sorted({name for name, _ in block.columns}))
    if not all(name in made and output in made[name] for name, output in block.columns):
        return False
    now = [made[name][output] for name, output in block.columns]
    return all(
        abs(projection.total - total) <= _APART * projection.allowance
        for projection, total in zip(now, block.solution.tolist(), strict=True)
    )


def projections(reference: Reference, names: Sequence[str]) -> dict[str, dict[str, Projection]]:
    """Project what the solution gives on public cases, by name of the case and output."""
    found = {}
    for case in reference.exercise.public:
        if case.name in names:
            expected = reference.expected(case, PUBLIC)
            found[case.name] = project(expected, expected, case.tolerance)
    return found


def key_of(exercise: Exercise) -> str:
    """Compute the checksum of what an exercise's suspects are made from."""
    made_from = [exercise.text, *(f"{wrong.name}: {dict(wrong.edits)}" for wrong in exercise.wrong)]
    made_from += [case.name for case in exercise.public]
    return hashlib.sha256("\0".join([*made_from, _rules()]).encode()).hexdigest()


@cache
def _rules() -> str:
    modules: tuple[ModuleType, ...] = (rules, exchanges, slips, literals, fingerprint)
    return hashlib.sha256("\0".join(map(inspect.getsource, modules)).encode()).hexdigest()


def save(table: SuspectTable) -> bytes:
    """Write a table; the same table gives the same bytes."""
    from io import BytesIO

    text, buffer = pack(asdict(table))
    file = BytesIO()
    np.savez_compressed(file, text=np.frombuffer(text, np.uint8), buffer=np.frombuffer(buffer, np.uint8))
    return file.getvalue()


def load(data: bytes) -> SuspectTable:
    """Read a table. Raises ValueError, KeyError or TypeError where it is damaged."""
    import zipfile
    from io import BytesIO

    try:
        with np.load(BytesIO(data), allow_pickle=False) as members:
            tree: dict[str, Any] = unpack(members["text"].tobytes(), members["buffer"].tobytes())
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    blocks = {
        stage: Block(**{**block, "columns": tuple((str(name), str(output)) for name, output in block["columns"])})
        for stage, block in tree["blocks"].items()
    }
    return SuspectTable(tree["key"], tuple(tree["slips"]), blocks)
