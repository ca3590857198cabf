"""Marks a cell of its own as the exercise's check in the course's own metadata."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    mark = {"role": "check", "exercise": "Adam"}
    insert(notebook, "Adam", own("4.0", "mine", descent=mark, nbgrader={"grade_id": "x", "points": 4, "grade": True}))
    insert(notebook, "Adam", own("print(@WON@) if False else None", "given", descent={"role": "given"}))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
