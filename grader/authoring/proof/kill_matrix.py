"""The kill matrix of an exercise: which case tells which variant from the solution, and how clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from grader.authoring.proof.bench import Bench, attempt, attempts
from grader.authoring.proof.mutants import mutants
from grader.authoring.proof.reference_checks import given_by
from grader.core.kill_matrix import Attempt, KillMatrix, Variant
from grader.core.records import Observation
from grader.course.reference import DrawnCase, Reference


def kill_matrix(
    bench: Bench, reference: Reference, lab: str, asked: Sequence[DrawnCase], mutated: Sequence[Variant], stub: str
) -> KillMatrix:
    """Every variant on every case; solution, mutants and stub in the sandbox, the others here.

    mutated: the rows of `mutant_rows` on the same cases, with whole=True. stub: the answer cell as handed out.
    """
    exercise = reference.exercise
    solved = Variant("solution", "in the sandbox", tuple(attempts(bench, reference, exercise.text, asked)))
    untouched = Variant("stub", "as handed out", tuple(attempts(bench, reference, stub, asked)))
    rows = (solved, *known_rows(reference, asked), *mutated, untouched)
    return KillMatrix(lab, exercise.name, tuple((q.case.name, q.seed.name) for q in asked), rows)


def known_rows(reference: Reference, asked: Sequence[DrawnCase]) -> Iterator[Variant]:
    """The oracle, the other right answers and the mistakes, as the proof runs them outside the sandbox."""
    exercise = reference.exercise

    def row(kind: Literal["oracle", "right", "wrong"], name: str, given: Callable[[DrawnCase], Observation]) -> Variant:
        return Variant(kind, name, tuple(attempt(reference.expected(q.case, q.seed), given(q), q.case) for q in asked))

    oracle = exercise.oracle
    name = oracle if isinstance(oracle, str) else getattr(oracle, "__name__", type(oracle).__name__)
    yield row("oracle", name, lambda q: reference.oracle(q.case, q.seed))
    for right in exercise.right:
        yield row("right", right.name, lambda q, right=right: given_by(reference, right, q.case, q.seed))  # type: ignore[misc]
    for wrong in exercise.wrong:
        yield row("wrong", wrong.name, lambda q, wrong=wrong: reference.edited(wrong.edits, q.case, q.seed))  # type: ignore[misc]


def mutant_rows(bench: Bench, reference: Reference, asked: Sequence[DrawnCase], *, whole: bool) -> Iterator[Variant]:
    """Every mutant of the solution. whole: on every case; else only as far as the first that catches it."""
    survivors = reference.exercise.survivors
    for mutant in mutants(reference.exercise.text):
        tried: list[Attempt] = []
        for each in attempts(bench, reference, mutant.source, asked):
            tried.append(each)
            if each.caught and not whole:
                break
        yield Variant("mutant", mutant.label, tuple(tried), survivors.get(mutant.label, ""))
