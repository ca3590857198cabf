"""Reads from every descriptor that may have been left open."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
import os
import stat

for number in range(4, 1024):
    try:
        print(@WON@, number, os.fstat(number))
    except OSError:
        continue
for number in (0, 1, 2):
    if not stat.S_ISCHR(os.fstat(number).st_mode):
        print(@WON@, number)
""",
)
