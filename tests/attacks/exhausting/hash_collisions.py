"""Fills a dictionary with keys that all have the same hash."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self is other


table = {Key(): None for _ in range(100_000)}
""",
    status=("timed out",),
    says=USED_UP,
)
