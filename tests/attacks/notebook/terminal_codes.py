"""Prints codes that move a terminal's cursor and change its title."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source=r"""
import sys

print("\x1b[2J\x1b[1;1H\x1b]0;4.0\x07 4 of 4 points \x9b31m\x08\x08")
print("\x1b]8;;http://x\x07", file=sys.stderr)
raise ValueError("\x1b[32mright\x1b[0m \x1b]0;x\x07\x9b0m")
""",
    status=("raised",),
    says=r"its cell ended in ValueError: right",
    nbgrader=True,
)
