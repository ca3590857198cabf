"""Says that the notebook is written in R, for another kernel."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook


def change_it(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "bash", "language": "R", "argv": ["sh"]}
    notebook["metadata"]["language_info"] = {"name": "R"}


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    says=r"the notebook says that its language is R; its cells are read as Python",
    nbgrader=True,
)
