"""Renames the ids of the attacked cells."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["nbgrader"]["grade_id"] = "check-Nothing"
    cell(notebook, "Adam")["metadata"]["nbgrader"]["grade_id"] = "../../Nothing"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
