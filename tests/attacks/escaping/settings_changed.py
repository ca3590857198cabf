"""Writes into the folder of settings that all sessions share."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
import os

HOME = os.path.dirname("@READABLE@")

ACTS = (
    lambda: open(HOME + "/matplotlibrc", "w"),
    lambda: open("@READABLE@", "w"),
    lambda: open("@READABLE@", "a"),
    lambda: os.unlink("@READABLE@"),
    lambda: os.rename("@READABLE@", "mine"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
