"""Define the records of a kill matrix: every variant of a solution on every case, and which case catches which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: The largest margin: JSON knows no infinity, and a wrong shape is as wrong as can be.
MOST = 1e9


@dataclass(frozen=True)
class Attempt:
    """The result of one variant of a solution on one case.

    caught: whether it differs from the solution; None where it was not run
    share: of the tolerance that it uses, at most MOST; 1 is the most that passes
    detail: what differs where it is more than values ("shape", "dtype", "raised TypeError")
    """

    caught: bool | None
    share: float = 0.0
    detail: str = ""


@dataclass(frozen=True)
class Variant:
    """A variant of a solution: itself, its oracle, another right answer, a mistake, a mutant, or the stub.

    kind: what it is made from
    name: of the variant among those of its kind
    attempts: on the cases of its matrix, in their order
    excuse: why a mutant that no case catches is no gap, or ""
    """

    kind: Literal["solution", "oracle", "right", "wrong", "mutant", "stub"]
    name: str
    attempts: tuple[Attempt, ...]
    excuse: str = ""

    @property
    def first(self) -> int | None:
        """Find the first case that catches it, by index; None where none does."""
        return next((i for i, attempt in enumerate(self.attempts) if attempt.caught), None)


@dataclass(frozen=True)
class MatrixCase:
    """A column of a kill matrix.

    name: of the case
    public: whether its inputs are the recorded ones; else they are drawn from a secret seed
    """

    name: str
    public: bool


@dataclass(frozen=True)
class KillMatrix:
    """Every variant of an exercise's solution on every case.

    lab: name of the lab
    exercise: name of the exercise
    cases: the columns, the public ones first
    variants: in the order of their kinds
    problems: why the exercise is not proved, in sentences
    """

    lab: str
    exercise: str
    cases: tuple[MatrixCase, ...]
    variants: tuple[Variant, ...]
    problems: tuple[str, ...] = ()

    def of(self, *kinds: str) -> tuple[Variant, ...]:
        """List the variants of these kinds."""
        return tuple(variant for variant in self.variants if variant.kind in kinds)
