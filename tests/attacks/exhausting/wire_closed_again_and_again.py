"""Closes its connection in three cells, and goes on without it each time."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def close_often(notebook: Notebook) -> None:
    for number in range(3):
        insert(notebook, "Adam", own("import os, time\n\nos.close(3)\ntime.sleep(60)", f"close-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=close_often,
)
