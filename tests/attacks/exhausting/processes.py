"""Starts processes until it is stopped, sixty-four at most."""

from tests.attacks.attack import REFUSED, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os

for _ in range(64):
    if os.fork() == 0:
        import time

        time.sleep(5)
        os._exit(0)
print(@WON@)
""",
    status=("blocked",),
    says=REFUSED,
    nbgrader=True,
)
