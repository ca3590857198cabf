"""Marks its answer as locked and graded, and the check as a solution."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["metadata"]["nbgrader"] |= {"locked": True, "grade": True, "solution": False, "points": 4}
    cell(notebook, "check-Adam")["metadata"]["nbgrader"] |= {"locked": False, "grade": True, "solution": True}


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
