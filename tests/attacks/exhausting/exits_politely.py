"""Raises SystemExit in its cell."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import sys

sys.exit(0)
""",
    status=("raised",),
    says=r"its cell ended in SystemExit",
)
