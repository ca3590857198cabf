"""Writes a script into a raw cell that claims to be HTML."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    kind = {"format": "text/html", "raw_mimetype": "text/html"}
    insert(notebook, "Adam", own("<script>alert(1)</script>", "raw", "raw", **kind))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=change_it,
    nbgrader=True,
)
