"""Check that the public cases, which `check` runs, catch what grading catches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.authoring.proof.bench import drawn_cases
from grader.core.kill_matrix import Variant
from grader.course.exercise import Exercise
from grader.course.reference import Reference
from grader.course.seeds import Seed
from grader.judge.compare import compare


def secret_only_problems(exercise: Exercise, mutants: Sequence[Variant]) -> Iterator[str]:
    """Yield a line for each mutant that secret cases alone catch, and for each excuse that is stale.

    mutants: on the public cases first, then on all with a secret seed; see `mutant_rows`.
    """
    public = len(exercise.public)
    secret = [row.name for row in mutants if row.first is not None and row.first >= public]
    for name in secret:
        if name not in exercise.secret_only:
            yield f"no public case notices the mutant {name!r}, a secret one does; make a case public that shows it"
    for name in sorted(set(exercise.secret_only) - set(secret)):
        yield f"secret_only excuses {name!r}, which a public case notices, or which is no mutant at all"


def remark_problems(reference: Reference, seed: Seed) -> Iterator[str]:
    """Yield a line for each remark whose edit makes the answer wrong, or which no public case makes."""
    exercise = reference.exercise
    for remark in exercise.remarks:
        noted = False
        for drawn in drawn_cases(exercise, seed):
            expected = reference.expected(drawn.case, drawn.seed)
            got = reference.edited(remark.edits, drawn.case, drawn.seed)
            if got.status != "ok" or compare(expected, got, drawn.case.tolerance):
                yield f"remark {remark.name!r} spoils the answer on {drawn.case.name!r} ({drawn.seed.name})"
                break
            noted = noted or (drawn.public and any(note.startswith(remark.note) for note in got.notes))
        else:
            if not noted:
                yield f"remark {remark.name!r} is made on no public case: nothing says {remark.note!r}"
