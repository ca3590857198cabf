"""Writes a script into its prose."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own

PROSE = "<script>alert(1)</script>\n\n[x](javascript:alert(2)) <img src=x onerror=alert(3)>"


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own(PROSE, "prose", "markdown"))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=change_it,
    nbgrader=True,
)
