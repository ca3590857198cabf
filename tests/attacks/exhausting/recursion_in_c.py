"""Overflows the stack inside C."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import sys

sys.setrecursionlimit(10**8)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name)


Deep().x
""",
    status=("killed",),
    says=r"its cell: the process crashed with SIGSEGV",
)
