"""Loops for ever and catches every exception."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
    place="step",
    status=("timed out",),
    says=USED_UP,
)
