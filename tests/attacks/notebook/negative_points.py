"""Makes the check worth less than nothing, which some graders read as full marks."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"]["nbgrader"]["points"] = -4
    cell(notebook, "check-Momentum")["metadata"]["nbgrader"]["points"] = float("nan")


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
