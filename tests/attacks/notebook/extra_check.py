"""Adds a graded cell of its own, with points of its own."""

import copy

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell, insert


def change_it(notebook: Notebook) -> None:
    extra = copy.deepcopy(cell(notebook, "check-Adam"))
    extra["id"], extra["source"] = "bonus", "100.0"
    extra["metadata"]["nbgrader"] |= {"grade_id": "check-Bonus", "points": 100}
    insert(notebook, "check-Adam", extra, after=1)


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
