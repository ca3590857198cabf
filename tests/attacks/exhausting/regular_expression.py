"""Matches a pattern that takes for ever."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import re

re.match(r"(a+)+$", "a" * 40 + "b")
""",
    status=("timed out",),
    says=USED_UP,
)
