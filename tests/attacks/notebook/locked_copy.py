"""Hands in an edited copy of a locked cell under another name."""

import copy

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell, insert


def change_it(notebook: Notebook) -> None:
    twin = copy.deepcopy(cell(notebook, "setup"))
    twin["id"], twin["source"] = "setup-2", "import numpy as np\n\ncheck = lambda task: 4.0"
    insert(notebook, "Adam", twin)


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
