"""Compute the kill matrix of an exercise: which case catches which variant of the solution, and how clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Literal

from grader.authoring.proof.bench import Bench, attempt, attempts
from grader.authoring.proof.mutants import mutants
from grader.authoring.proof.reference_checks import observe_right
from grader.core.kill_matrix import Attempt, KillMatrix, MatrixCase, Variant
from grader.core.records import Observation
from grader.course.reference import DrawnCase, Reference


def kill_matrix(
    bench: Bench, reference: Reference, lab: str, cases: Sequence[DrawnCase], mutated: Sequence[Variant], stub: str
) -> KillMatrix:
    """Try every variant on every case: solution, mutants and stub in the sandbox, the others in this process.

    bench: the sandboxed process
    reference: of the exercise
    lab: name of the lab
    cases: the cases, the public ones first
    mutated: the rows of `mutant_rows` on the same cases, with whole=True
    stub: source of the answer cell as handed out
    """
    exercise = reference.exercise
    solved = Variant("solution", "in the sandbox", tuple(attempts(bench, reference, exercise.text, cases)))
    untouched = Variant("stub", "as handed out", tuple(attempts(bench, reference, stub, cases)))
    rows = (solved, *known_rows(reference, cases), *mutated, untouched)
    return KillMatrix(lab, exercise.name, tuple(MatrixCase(drawn.case.name, drawn.public) for drawn in cases), rows)


def known_rows(reference: Reference, cases: Sequence[DrawnCase]) -> Iterator[Variant]:
    """Yield the rows of the oracle, the other right answers and the mistakes, run outside the sandbox."""
    exercise = reference.exercise

    def row(
        kind: Literal["oracle", "right", "wrong"], name: str, observe: Callable[[DrawnCase], Observation]
    ) -> Variant:
        return Variant(
            kind,
            name,
            tuple(attempt(reference.expected(drawn.case, drawn.seed), observe(drawn), drawn.case) for drawn in cases),
        )

    oracle = exercise.oracle
    name = oracle if isinstance(oracle, str) else getattr(oracle, "__name__", type(oracle).__name__)
    yield row("oracle", name, lambda drawn: reference.oracle(drawn.case, drawn.seed))
    for right in exercise.right:
        yield row("right", right.name, partial(observe_right, reference, right))
    for wrong in exercise.wrong:
        yield row("wrong", wrong.name, lambda drawn, edits=wrong.edits: reference.edited(edits, drawn.case, drawn.seed))  # type: ignore[misc]


def mutant_rows(bench: Bench, reference: Reference, cases: Sequence[DrawnCase], *, whole: bool) -> Iterator[Variant]:
    """Yield the row of every mutant of the solution. whole: on every case, not just up to the first that catches it."""
    survivors = reference.exercise.survivors
    for mutant in mutants(reference.exercise.text):
        tried: list[Attempt] = []
        for each in attempts(bench, reference, mutant.source, cases):
            tried.append(each)
            if each.caught and not whole:
                break
        yield Variant("mutant", mutant.label, tuple(tried), survivors.get(mutant.label, ""))
