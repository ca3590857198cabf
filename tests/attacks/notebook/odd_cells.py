"""Hands in cells that are none."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    notebook["cells"] += [None, 4.0, "cell", [], {}, {"cell_type": "code"}, {"cell_type": ["code"], "source": {"a": 1}}]


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"of the \d+ cells are none",
    nbgrader=True,
)
