"""Overflows the stack inside C."""

import sys

from tests.attacks.attack import Attack

#: From Python 3.12 on recursion in C is counted, and raises.
COUNTED = sys.version_info >= (3, 12)

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
    status=("raised",) if COUNTED else ("killed",),
    says=r"RecursionError" if COUNTED else r"its cell: the process crashed with SIGSEGV",
)
