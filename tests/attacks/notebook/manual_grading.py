"""Turns the check into one that a person has to grade."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["nbgrader"] |= {"task": True, "solution": True}
    cell(notebook, "check-Adam")["cell_type"] = "markdown"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
