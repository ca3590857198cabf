"""Prints without end to stderr."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("report", "watchdog"),
    source="""
import sys

while True:
    print("x" * 1000, file=sys.stderr)
""",
    status=("timed out",),
    says=USED_UP,
)
