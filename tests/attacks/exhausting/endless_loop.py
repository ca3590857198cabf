"""Loops for ever in its cell."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
while True:
    pass
""",
    status=("timed out",),
    says=USED_UP,
    nbgrader=True,
)
