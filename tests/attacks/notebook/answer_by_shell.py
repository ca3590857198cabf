"""Writes its answer as a cell that starts a shell."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "%%bash\necho 4.0"


ATTACK = Attack(
    __doc__,
    layers=("no shell",),
    change=change_it,
    status=("missing",),
    says=r"nothing called Adam is defined",
    nbgrader=True,
)
