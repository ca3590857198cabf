"""Puts lists, texts and nothing where metadata belong."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell, own


def change_it(notebook: Notebook) -> None:
    cell(notebook, "check-Adam")["metadata"] = ["nbgrader"]
    for number, odd in enumerate((None, "text", 4.0, [], {"nbgrader": None}, {"nbgrader": {"grade_id": ["Adam"]}})):
        notebook["cells"].append(own("1", f"odd-{number}") | {"metadata": odd})


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
