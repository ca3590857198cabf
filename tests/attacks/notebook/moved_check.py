"""Moves a check before the answer that it checks."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    check = cell(notebook, "check-Adam")
    notebook["cells"].remove(check)
    notebook["cells"].insert(0, check)


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
