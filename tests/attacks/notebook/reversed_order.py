"""Hands in all cells in reverse order; the answers are right."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    notebook["cells"].reverse()


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    earns=True,
    says="",
    nbgrader=True,
)
