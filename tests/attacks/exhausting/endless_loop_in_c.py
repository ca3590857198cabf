"""Loops for ever inside a C function."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
sum(iter(int, 1))
""",
    status=("timed out",),
    says=USED_UP,
)
