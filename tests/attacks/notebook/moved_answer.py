"""Moves the attacked answer behind everything else."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    answer = cell(notebook, "Adam")
    notebook["cells"].remove(answer)
    notebook["cells"].append(answer)


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
