"""Answers under a name that only looks like the one asked for."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = cell(notebook, "Adam")["source"].replace("Adam", "\u0410dam")


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    status=("missing",),
    says=r"nothing called Adam is defined when its check runs; keep the name",
    nbgrader=True,
)
