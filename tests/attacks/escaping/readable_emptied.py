"""Empties a file that it may only read: truncate, and O_TRUNC without writing."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock"),
    source="""
import os

ACTS = (
    lambda: os.truncate("@READABLE@", 0),
    lambda: os.open("@READABLE@", os.O_RDONLY | os.O_TRUNC),
    lambda: os.ftruncate(os.open("@READABLE@", os.O_RDONLY), 0),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
