"""Deletes every check; the answers are right."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    for name in ("Adam", "Momentum", "Nadam"):
        notebook["cells"].remove(cell(notebook, f"check-{name}"))


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    earns=True,
    says=r"the locked cell check-Nadam had been deleted; it was put back",
    nbgrader=True,
)
