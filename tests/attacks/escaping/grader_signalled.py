"""Signals its parent, its group and everybody (signal 0: harmless)."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's signal rules"),
    source="""
import os

ACTS = (
    lambda: os.kill(os.getppid(), 0),
    lambda: os.kill(@GRADER@, 0),
    lambda: os.kill(@WARM@, 0),
    lambda: os.kill(-1, 0),
    lambda: os.killpg(0, 0),
    lambda: os.kill(1, 0),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
    nbgrader=True,
)
