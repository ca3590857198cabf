"""Fills the disk with files that it has deleted but keeps open, sixteen megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import os
import time

files = []
for number in range(40):
    file = open("gone", "wb")
    os.unlink("gone")
    file.write(b"x" * 400_000)
    file.flush()
    files.append(file)
time.sleep(0.5)
print(@WON@)
""",
    status=("killed", "raised"),
    says=r"its cell",
)
