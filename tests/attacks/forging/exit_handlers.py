"""Registers handlers that write full marks when the process ends."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import atexit
import os
import weakref


def write():
    open("results.json", "w").write('{"score": 4.0}')
    os.write(3, b"4.0")


class Last:
    pass


last = Last()
weakref.finalize(last, write)
atexit.register(write)
""",
)
