"""Writes sixteen megabytes behind a path that is longer than any call takes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("own disk", "watchdog"),
    source="""
import os
import time

for _ in range(30):
    os.mkdir("x" * 200)
    os.chdir("x" * 200)
for number in range(16):
    with open(str(number), "wb") as file:
        file.write(bytes(1 << 20))
time.sleep(0.5)
print(@WON@)
""",
    status=("killed", "raised"),
    says=r"its cell: (wrote files of|made )|No space left",
)
