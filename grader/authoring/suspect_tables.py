"""Make the tables of suspects when the course is built: what each gives on the public cases, by fingerprint."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.core.fingerprint import project
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.course.suspect_table import Block, Recipe, SuspectTable, key_of, load, path_of, projections, save
from grader.course.suspects import STAGES, Suspects

#: On so many public cases two mistakes at once are projected: on those where most single ones show.
_PAIR_CASES = 3
_SINGLES = ("literals", "slips")


def table_bytes(reference: Reference) -> bytes | None:
    """Return the bytes of an exercise's table: those on the disk where they are up to date, else new ones.

    None for a challenge, which has no suspects, and for a random task, whose draws a projection tells nothing of.
    """
    exercise = reference.exercise
    if exercise.contest or any(reference.expected(case, PUBLIC).bounds for case in exercise.public):
        return None
    try:
        present = path_of(exercise).read_bytes()
        if load(present).key == key_of(exercise):
            return present
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return save(make_table(reference))


def make_table(reference: Reference) -> SuspectTable:
    """Run every suspect on the public cases and project what it gives."""
    suspects = Suspects(reference, tabled=False)
    everywhere = [case.name for case in reference.exercise.public]
    blocks = {stage: _block(reference, suspects, stage, everywhere) for stage in _SINGLES}
    telling = _telling_cases(list(blocks.values()), everywhere)
    blocks |= {stage: _block(reference, suspects, stage, telling) for stage in STAGES if stage not in blocks}
    return SuspectTable(key_of(reference.exercise), tuple(name for name, _ in reference.slips), blocks)


def _telling_cases(blocks: Sequence[Block], cases: Sequence[str]) -> list[str]:
    """Choose the cases on which most suspects differ from the solution, each for what the others before do not show."""
    shows = {
        case: np.concatenate(
            [
                (block.codes[:, numbers] != 0).any(axis=1) | (block.totals[:, numbers] != 0).any(axis=1)
                for block in blocks
                if (numbers := [n for n, (name, _) in enumerate(block.columns) if name == case])
            ]
        )
        for case in cases
    }
    chosen: list[str] = []
    while len(chosen) < min(_PAIR_CASES, len(cases)):
        left = ~np.any([shows[case] for case in chosen], axis=0) if chosen else np.ones(len(shows[cases[0]]), bool)
        counts = {case: (int((shows[case] & left).sum()), int(shows[case].sum())) for case in cases}
        chosen.append(max((case for case in cases if case not in chosen), key=lambda case: counts[case]))
    return chosen


def _block(reference: Reference, suspects: Suspects, stage: str, cases: Sequence[str]) -> Block:
    recipes, single = list(suspects.recipes(stage)), stage in _SINGLES
    solution = projections(reference, cases)
    columns = [(name, output) for name in cases for output in solution[name] if single or output == ""]
    rows = [_row(reference, suspects, recipe, columns) for recipe in recipes]
    return Block(
        np.array([[r.wrong, r.variant, r.slip, r.other] for r in recipes], "<i2").reshape(-1, 4),
        tuple(columns),
        np.array([codes for codes, _ in rows], "<u4").reshape(-1, len(columns)),
        np.array([totals for _, totals in rows], "<f4").reshape(-1, len(columns)),
        np.array([solution[name][output].total for name, output in columns], "<f8"),
    )


def _row(
    reference: Reference, suspects: Suspects, recipe: Recipe, columns: Sequence[tuple[str, str]]
) -> tuple[list[int], list[float]]:
    """Return what a suspect changes in the solution's projections, column by column."""
    suspect = suspects.suspect(recipe)
    codes, totals = [], []
    parts = {}
    for case in reference.exercise.public:
        if case.name in {name for name, _ in columns}:
            expected = reference.expected(case, PUBLIC)
            given = suspect.observe(DrawnCase(case, PUBLIC))
            ours = project(expected, expected, case.tolerance)
            parts[case.name] = ours, project(given, expected, case.tolerance)  # type: ignore[arg-type]
    for name, output in columns:
        solution, found = (side[output] for side in parts[name])
        codes.append(solution.code ^ found.code)
        total = found.total - solution.total
        totals.append(0.0 if abs(total) <= solution.allowance else total)
    return codes, totals
