"""Writes its answer into a cell that is never run."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "%%script --no-raise-error false\nclass Adam: pass"


ATTACK = Attack(
    __doc__,
    layers=("no shell",),
    change=change_it,
    status=("missing",),
    says=r"nothing called Adam is defined",
    nbgrader=True,
)
