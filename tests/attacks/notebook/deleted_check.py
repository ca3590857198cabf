"""Deletes the locked cell that checks the exercise."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    notebook["cells"].remove(cell(notebook, "check-Adam"))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the locked cell check-Adam had been deleted; it was put back",
    nbgrader=True,
)
