"""Gives cells ids with paths, tags and ten thousand characters in them."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, own


def change_it(notebook: Notebook) -> None:
    for number, odd in enumerate(("../../etc/passwd", "<script>alert(1)</script>", "x" * 10_000, "", "a b", 4)):
        notebook["cells"].append(own("print(1)", f"odd-{number}") | {"id": odd})


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
