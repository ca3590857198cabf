"""Sets a mask, so that new folders cannot be listed, and writes sixteen megabytes into one."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "own disk"),
    source="""
import os
import time

os.umask(0o400)
os.mkdir("masked")
if not os.stat("masked").st_mode & 0o400:
    print(@WON@)
for number in range(16):
    with open(f"masked/{number}", "wb") as file:
        file.write(bytes(1 << 20))
time.sleep(0.5)
print(@WON@)
""",
    status=("killed", "raised"),
    says=r"its cell: (wrote files of|made )|No space left",
    succeeds=r"made a folder that cannot be looked into",
)
