"""Turns the answer into a raw cell, so that it is not run."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["cell_type"] = "raw"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the answer cell of Adam had been turned into raw; it is read as code",
    nbgrader=True,
)
