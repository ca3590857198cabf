"""Declare the kinds of tasks: what their standard cases and their standard mistakes are.

An exercise names its family and adds only what is its own. What is derived here goes through the same proof as what is
written, and `without={name: reason}` leaves a derived case or mistake out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.course import slips
from grader.course.edits import Source, apply_edits
from grader.course.slips import Rule, Solution
from grader.course.standard_cases import ARRAY_CASES, LAYER_CASES, OPTIMIZER_CASES, StandardCase
from grader.course.variants import Case, Remark, Wrong


@dataclass(frozen=True)
class Family:
    """A kind of task.

    name: as `grader exercises` shows it.
    cases: what every task of the kind is put to.
    rules: what people get wrong in every task of the kind, each a function from a solution to edits or to nothing.
    """

    name: str
    cases: Sequence[StandardCase]
    rules: Sequence[Rule]

    def derived_cases(self, own: Sequence[Case], task: Callable[..., Any]) -> list[Case]:
        """Derive the standard cases that no written case asks already.

        They are made from the inputs of the written public case with the most options. All are public.
        """
        drawn = [case.inputs(np.random.default_rng(0)) for case in own]
        rich = max((case for case in own if case.public), key=lambda case: _richness(case, own, drawn), default=None)
        found = []
        for standard in self.cases:
            if rich is None or any(map(standard.asked, drawn)):
                continue
            make = _maker(standard, rich, task)
            if make(np.random.default_rng(0)) is not None:
                found.append(
                    Case(standard.name, make, True, standard.weight, standard.about, standard.tolerance, self.name)
                )
        return found

    def derived_mistakes(
        self, own: Sequence[Wrong], task: Callable[..., Any], text: str
    ) -> tuple[list[Wrong], list[Remark]]:
        """Derive the standard mistakes that no written one is already, and what only earns a remark."""
        solution = Solution(task, Source.parse(text))
        known = {_dump(apply_edits(text, wrong.edits)) for wrong in own}
        wrongs, remarks = [], []
        for rule in self.rules:
            for slip in rule(solution):
                if _dump(apply_edits(text, slip.edits)) in known:
                    continue
                if slip.note:
                    remarks.append(Remark(slip.name, slip.edits, slip.note))
                else:
                    wrongs.append(Wrong(slip.name, slip.edits, slip.hints, slip.syntax, self.name))
        return wrongs, remarks


def _dump(text: str) -> str:
    return ast.dump(ast.parse(text))


def _richness(case: Case, own: Sequence[Case], drawn: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Order cases by how many options they set; of equals the first wins, since `max` keeps it."""
    given = drawn[own.index(case)]
    return len(given.get("options", given.get("kwargs", {}))), len([d for d in given.get("douts", ()) if d is not None])


def _maker(standard: StandardCase, rich: Case, task: Callable[..., Any]) -> Callable[[np.random.Generator], Any]:
    return lambda rng: standard.make(rich.inputs(rng), task, rng)


OPTIMIZER = Family(
    "optimizer",
    OPTIMIZER_CASES,
    (
        slips.rebinds,
        slips.never_updates,
        slips.changes_gradients,
        slips.ignores_options,
        slips.eps_misplaced,
    ),
)
ACTIVATION = Family("activation", LAYER_CASES, (slips.ignores_options, slips.ignores_dout))
NORMALIZATION = Family("normalization", ARRAY_CASES, (slips.ignores_options, slips.ignores_dout, slips.eps_misplaced))
LOSS = Family("loss", ARRAY_CASES, (slips.ignores_options,))
INITIALIZER = Family("initializer", (), (slips.own_generator, slips.ignores_options))
FUNCTION = Family("function", (), (slips.ignores_options, slips.ignores_dout))
TRAINING = Family("training loop", (), (slips.ignores_options,))
