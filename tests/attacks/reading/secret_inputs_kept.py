"""Keeps the secret inputs it is tested on, and prints them in a later cell."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def show_them(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("SEEN = []", "before"))
    insert(notebook, "check-Adam", own("print(SEEN)", "seen"), after=1)


ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
SEEN.append([g.copy() for g in grads])
""",
    place="step",
    change=show_them,
)
