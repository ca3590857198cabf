"""Rewrites the locked check so that it shows full marks."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["source"] = "4.0"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the locked cell check-Adam had been changed; it was restored",
    nbgrader=True,
)
