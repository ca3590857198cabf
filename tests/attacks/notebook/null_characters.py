"""Answers with null characters and half characters in the source."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "x = '\0\ud800'\nclass Adam:\n    pass"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    status=("raised", "wrong"),
    nbgrader=True,
)
