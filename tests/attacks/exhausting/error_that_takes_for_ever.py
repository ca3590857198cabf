"""Raises an exception whose text never comes."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
class Slow(Exception):
    def __str__(self):
        while True:
            pass


raise Slow
""",
    status=("timed out",),
    says=USED_UP,
)
