"""Gives all cells one id."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        each["id"] = "same"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
