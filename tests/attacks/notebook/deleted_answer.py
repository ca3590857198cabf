"""Deletes the answer, so that nothing is left to be wrong."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    notebook["cells"].remove(cell(notebook, "Adam"))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    status=("not attempted",),
    says=r"the answer cell of Adam had been deleted; it is back as it was handed out",
    nbgrader=True,
)
