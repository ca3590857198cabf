"""Turns the check into prose."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["cell_type"] = "markdown"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the locked cell check-Adam had been changed; it was restored",
    nbgrader=True,
)
