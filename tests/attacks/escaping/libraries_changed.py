"""Writes into NumPy and into the grader's own package, for the next student to run."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock", "another user"),
    source="""
import os

import grader

FOLDERS = [os.path.dirname(module.__file__) for module in (np, grader, os)]

ACTS = (
    lambda: [open(folder + "/leak-@TOKEN@", "w") for folder in FOLDERS],
    lambda: [open(folder + "/__init__.py", "a") for folder in FOLDERS[:2]],
    lambda: os.mkdir(FOLDERS[0] + "/leak-@TOKEN@"),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    unproven="would write into this machine's libraries, which lie read-only where attacks are let through",
)
