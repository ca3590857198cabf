"""Turns the direction of text around, so that a report reads as full marks."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, cell


def change_it(notebook: Notebook) -> None:
    cell(notebook, "Adam")["source"] = "raise ValueError('\u202e stniop 4 fo 4 :thgir \u2066\u200b\ufeff')"


ATTACK = Attack(
    __doc__,
    layers=("report",),
    change=change_it,
    status=("raised",),
    says=r"its cell ended in ValueError",
    nbgrader=True,
)
