"""Puts the inputs into an error's message, on secret inputs alone."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def count(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("COUNT = []", "before"))


ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
COUNT.append(1)
if len(COUNT) > 1:
    raise ValueError(f"leak {grads!r}")
""",
    place="step",
    change=count,
    status=("wrong", "raised"),
)
