"""Attaches a picture with a script in it."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    picture = {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    insert(notebook, "Adam", own("![x](attachment:x.svg)", "picture", "markdown") | {"attachments": picture})


ATTACK = Attack(
    __doc__,
    layers=("merge",),
    change=change_it,
    nbgrader=True,
)
