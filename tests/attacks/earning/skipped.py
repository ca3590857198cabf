"""Raises unittest.SkipTest when it is tested, which some graders take for no failure."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import unittest

raise unittest.SkipTest("not today")
""",
    place="step",
    status=("raised",),
)
