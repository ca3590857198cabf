"""Starts at most sixty-four processes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

for _ in range(6):
    try:
        os.fork()
        print(@WON@)
    except OSError as error:
        print(error)
""",
)
