"""Ends the process in sixty cells, so that the notebook is run again as often."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def die_often(notebook: Notebook) -> None:
    for number in range(60):
        insert(notebook, "Adam", own("import os\n\nos._exit(0)", f"die-{number}"))


ATTACK = Attack(
    __doc__,
    layers=("replay",),
    change=die_often,
    status=("timed out",),
    says=r"not run: the notebook had ended \d+ processes before",
    costs=("AdamW", "Nadam"),
)
