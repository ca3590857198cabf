"""Hands in a cell whose syntax tree is too deep to be read."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("x = " + "-" * 50_000 + "1", "deep"))
    insert(notebook, "Adam", own("y = " + "(" * 190 + ")" * 190 + "\nz = " + "[" * 300, "deeper"))


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=change_it,
    nbgrader=True,
)
