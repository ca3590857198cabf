"""Bears ids that only look like those of the locked cells."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["nbgrader"]["grade_id"] = "check-\u0410dam"
    cell(notebook, "check-Momentum")["metadata"]["nbgrader"]["grade_id"] = "check-Momentum\u200b"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
