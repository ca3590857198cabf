"""Answers with source that is too deep to be compared."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "x = " + "-" * 100_000 + "1\n\n" + "y = 1" + "+1" * 20_000


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=change_it,
    status=("raised", "killed", "missing", "out of memory", "timed out"),
    says=r"its cell|nothing called Adam",
    nbgrader=True,
)
