"""Hands in sources that are no text."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, own


def change_it(notebook: Notebook) -> None:
    for number, odd in enumerate((None, 4, ["a", None, 3], {"a": 1}, "\ud800", "\0", "\r\n" * 9)):
        notebook["cells"].append(own("1", f"odd-{number}") | {"source": odd})


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
