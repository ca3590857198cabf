"""Answers in HTML, with a script."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "%%html\n<script>alert('@TOKEN@')</script>"


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=change_it,
    status=("missing",),
    says=r"nothing called Adam is defined",
    nbgrader=True,
)
