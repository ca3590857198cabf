"""Fills the disk with files that never had a name, sixteen megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import os
import time

files = []
for _ in range(40):
    files.append(os.open(".", os.O_TMPFILE | os.O_RDWR))
    os.write(files[-1], b"x" * 400_000)
time.sleep(0.5)
print(@WON@)
""",
    status=("killed", "raised"),
    says=r"its cell",
)
