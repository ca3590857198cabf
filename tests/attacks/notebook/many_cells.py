"""Hands in two hundred cells."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, own


def change_it(notebook: Notebook) -> None:
    for number in range(200):
        notebook["cells"].append(own("1", f"n-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    change=change_it,
    nbgrader=True,
)
