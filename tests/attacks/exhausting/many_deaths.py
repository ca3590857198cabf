"""Ends the process in twenty cells, one after the other."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def die_often(notebook: Notebook) -> None:
    for number in range(20):
        insert(notebook, "Adam", own("import os\n\nos._exit(0)", f"die-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=die_often,
)
