"""Empties the answer."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "  \n"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    status=("not attempted",),
    says=r"the answer cell of Adam was empty; it is back as it was handed out",
    nbgrader=True,
)
