"""Hands in another given.py, which training and tests rely on."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("reading with caps",),
    source="""
import given

if hasattr(given, "MINE"):
    print(@WON@)
""",
    files={"given.py": b"MINE = 1\n"},
    nbgrader=True,
)
