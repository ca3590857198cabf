"""Puts code of its own into the locked first cell."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "setup")["source"] += "\nnp.allclose = lambda *args: True\nprint(@WON@)"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the locked cell setup had been changed; it was restored",
    nbgrader=True,
)
