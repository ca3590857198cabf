"""Makes the check worth a thousand points."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["nbgrader"]["points"] = 1000
    cell(notebook, "Adam")["metadata"]["nbgrader"]["points"] = 1000


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
