"""Runs other files as notebooks and modules by magics."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def change_it(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("%run mine.ipynb\n%load_ext autoreload\n%autoreload 2\n%cd /\n%env X=1", "magic"))


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=change_it,
    files={"mine.py": b"check = 4.0"},
    nbgrader=True,
)
