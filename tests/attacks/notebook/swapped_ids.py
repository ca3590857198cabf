"""Gives the attacked check the id of one that is right."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    one, other = cell(notebook, "check-Adam"), cell(notebook, "check-GradientDescent")
    one["metadata"]["nbgrader"]["grade_id"] = "check-GradientDescent"
    other["metadata"]["nbgrader"]["grade_id"] = "check-Adam"


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
