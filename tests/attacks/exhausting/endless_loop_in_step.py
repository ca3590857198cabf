"""Loops for ever when it is tested."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
while True:
    pass
""",
    place="step",
    status=("timed out",),
    says=USED_UP,
    nbgrader=True,
)
