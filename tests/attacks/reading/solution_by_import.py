"""Imports the solution as a module."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
import os
import sys

import grader

grader.__path__ = [os.path.dirname(grader.__file__)]  # the solution imports from it

sys.path.insert(0, os.path.dirname("@SOLUTION@"))
import adam

print(@WON@, adam.Adam)
Adam = adam.Adam
""",
    place="whole",
    status=("raised",),
    says=r"its cell ended in ModuleNotFoundError: No module named 'adam'",
)
