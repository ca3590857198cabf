"""Searches the frames of its callers for expected values and references."""

from tests.attacks.attack import Attack
from tests.attacks.notebooks import Notebook, insert, own


def show_the_loot(notebook: Notebook) -> None:
    insert(notebook, "Adam", own("LOOT = []", "before"))
    insert(notebook, "check-Adam", own("if LOOT:\n    print(@WON@, LOOT)", "loot"), after=1)


ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import sys

frame = sys._getframe()
while frame is not None:
    for name in (*frame.f_locals, *frame.f_globals):
        if name in ("expected", "reference", "EXERCISE", "oracle", "solution", "labels", "tolerance"):
            LOOT.append((name, frame.f_code.co_filename))
    frame = frame.f_back
""",
    place="step",
    change=show_the_loot,
)
