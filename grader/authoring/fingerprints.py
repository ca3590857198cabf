"""Make the fingerprints of a recording: further mistakes that `check` can name without holding their arrays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from grader.core.fingerprint import Projection, project
from grader.core.recording import RecordedFingerprints
from grader.core.records import ENDED, Observation
from grader.core.suspect import Suspect
from grader.course.reference import DrawnCase, Reference
from grader.course.seeds import PUBLIC
from grader.course.suspects import Suspects

#: A mistake counts as different from another where a total differs by so many times what is allowed.
_APART = 10.0
#: How far totals of two machines may differ, relative and in units of the tolerance.
_RTOL, _ATOL = 1e-4, 10.0
#: Chance without a seed: such a mistake gives something else each time.
_UNSEEDED = re.compile(r"default_rng\(\)|np\.random\.(?!default_rng|Generator)")


def single_fingerprints(reference: Reference) -> RecordedFingerprints | None:
    """Fingerprint the known mistakes with other numbers and the slips by rule, output by output.

    None for a challenge, as in grading: each would be a training run, and how many of them end in time is chance.
    """
    if reference.exercise.contest:
        return None
    suspects = Suspects(reference)
    return _table(reference, [*suspects.literals(), *suspects.slips()], together=False)


def pair_fingerprints(reference: Reference) -> RecordedFingerprints | None:
    """Fingerprint every two known mistakes, all outputs of a case together; none for a random task."""
    if reference.exercise.contest or any(_expected(reference, n).bounds for n, _ in enumerate(_cases(reference))):
        return None
    return _table(reference, reference.pairs(), together=True)


def tables_agree(old: RecordedFingerprints | None, new: RecordedFingerprints | None) -> bool:
    """Return whether two tables agree: the same names, columns and checksums, and totals equal but for rounding."""
    if old is None or new is None:
        return old is new
    if (old.names, old.columns) != (new.names, new.columns) or old.rows.shape != new.rows.shape:
        return False
    if not np.array_equal(old.rows, new.rows) or not np.array_equal(old.codes, new.codes):
        return False
    with np.errstate(all="ignore"):
        return np.allclose(old.totals, new.totals, _RTOL, _ATOL)


def _cases(reference: Reference) -> list[DrawnCase]:
    return [DrawnCase(case, PUBLIC) for case in reference.exercise.public]


def _expected(reference: Reference, number: int) -> Observation:
    return reference.expected(reference.exercise.public[number], PUBLIC)


def _table(reference: Reference, suspects: Iterable[Suspect], *, together: bool) -> RecordedFingerprints | None:
    """Make a table of those that differ from the solution, each row once under each name, sorted by name."""
    cases = _cases(reference)
    solution = [_projected(reference, n, _expected(reference, n)) for n in range(len(cases))]
    columns = [(n, out) for n, parts in enumerate(solution) for out in parts if (out == "") == together]
    allowed = np.array([solution[n][out].allowance for n, out in columns])
    rows: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    known = _rows_of(reference, reference.mistakes(), cases, solution, columns) if together else []
    unseeded = {w.name for w in reference.exercise.wrong if any(map(_UNSEEDED.search, w.edits.values()))}
    for suspect in suspects:
        if unseeded & set(suspect.name.split(" + ")):
            continue
        for codes, totals in _rows_of(reference, [suspect], cases, solution, columns):
            if not codes.any() and not (np.abs(totals) > _APART * allowed).any():
                continue
            found = rows.setdefault(suspect.name, [])
            if not any(_same((codes, totals), other, allowed) for other in (*found, *known)):
                found.append((codes, totals))
    listed = [(name, row) for name in sorted(rows) for row in _ordered(rows[name])]
    if not listed:
        return None
    parts = [[*name.split(" + "), name][:2] if together else [name, name] for name, _ in listed]
    names = sorted({part for pair in parts for part in pair})
    numbers = {name: number for number, name in enumerate(names)}
    return RecordedFingerprints(
        names=tuple(names),
        rows=np.array([[numbers[one], numbers[other]] for one, other in parts], dtype="<u2"),
        columns=tuple(columns),
        codes=np.array([row[0] for _, row in listed], dtype="<u4"),
        totals=np.array([row[1] for _, row in listed], dtype="<f4"),
    )


def _rows_of(
    reference: Reference,
    suspects: Iterable[Suspect],
    cases: Sequence[DrawnCase],
    solution: Sequence[dict[str, Projection]],
    columns: Sequence[tuple[int, str]],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return codes and totals of each suspect that gives the same every time it is run."""
    rows = []
    for suspect in suspects:
        observed = [suspect.observe(case) for case in cases]
        given = [each for each in observed if isinstance(each, Observation) and each.status not in ENDED]
        if len(given) < len(cases):
            continue
        if any(_is_narrow(each, _expected(reference, number)) for number, each in enumerate(given)):
            continue
        parts = [_projected(reference, number, each) for number, each in enumerate(given)]
        codes, totals = [], []
        for number, output in columns:
            ours, theirs = solution[number][output], parts[number][output]
            codes.append(ours.code ^ theirs.code)
            total = theirs.total - ours.total
            totals.append(0.0 if abs(total) <= ours.allowance else total)
        rows.append((np.array(codes, dtype=np.uint32), np.array(totals)))
    return rows


def _is_narrow(observation: Observation, expected: Observation) -> bool:
    """Whether a statistic has a much smaller bound than the solution's, within which others than this would fit."""
    return any(observation.bounds.get(label, bound) < 0.5 * bound for label, bound in expected.bounds.items())


def _projected(reference: Reference, number: int, observation: Observation) -> dict[str, Projection]:
    case = reference.exercise.public[number]
    return project(observation, _expected(reference, number), case.tolerance)


def _same(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], allowed: np.ndarray) -> bool:
    return np.array_equal(one[0], other[0]) and bool((np.abs(one[1] - other[1]) <= allowed).all())


def _ordered(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Order rows of one name by their numbers, which says nothing of the places they come from."""
    return sorted(rows, key=lambda row: (row[0].tolist(), np.sign(row[1]).tolist(), row[1].tolist()))
