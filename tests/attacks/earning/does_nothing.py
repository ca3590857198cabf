"""Answers with methods that do nothing."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    nbgrader=True,
)
