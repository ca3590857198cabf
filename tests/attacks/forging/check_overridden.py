"""Defines a `check` that gives full marks, here and in the grader."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import grader


def check(task):
    return 4.0


grader.check = check
print("Adam: right (4 of 4 points)")
""",
    nbgrader=True,
)
