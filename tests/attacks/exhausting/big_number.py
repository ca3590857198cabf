"""Computes a number of a billion digits."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
number = 9 ** (9**9)
""",
    status=("timed out", "out of memory"),
    says=r"its cell",
)
