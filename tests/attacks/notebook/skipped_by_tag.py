"""Tags the check so that it is not run."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove_cell"]
    cell(notebook, "check-Adam")["metadata"]["editable"] = True


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
