"""Hands in a cell of four hundred thousand characters."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("x = 1  # " + "x" * 400_000, "huge"))


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    change=change_it,
    nbgrader=True,
)
