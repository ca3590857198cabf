"""Reads the source of the judge, the course's loader and the sandbox by their paths."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("bubblewrap", "Landlock"),
    source="""
import os

import grader

ENGINE = os.path.dirname(grader.__file__)

for name in ("judge/compare.py", "course/reference.py", "sandbox/sandbox.py", "student/check.py", "__main__.py"):
    try:
        print(@WON@, open(os.path.join(ENGINE, name)).read())
    except OSError as error:
        print(type(error), error)
""",
)
