"""Puts a check into the notebook twice."""

import copy

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell, insert


def change_it(notebook: Notebook) -> None:
    insert(notebook, "check-Adam", copy.deepcopy(cell(notebook, "check-Adam")))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
