"""Hunts all objects in memory for the solution."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import gc

mark = "BEGIN " + "SOLUTION"
for thing in gc.get_objects():
    if isinstance(thing, dict):
        for value in list(thing.values()):
            if isinstance(value, str) and mark in value:
                print(@WON@, value)
""",
)
