"""Writes sixteen megabytes into sparse files through memory."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("own disk", "watchdog"),
    source="""
import mmap
import time

for number in range(16):
    with open(str(number), "wb+") as file:
        file.truncate(1 << 20)
        mmap.mmap(file.fileno(), 1 << 20).write(bytes([1]) * (1 << 20))
time.sleep(0.5)
print(@WON@)
""",
    status=("killed",),
    says=r"its cell: (wrote files of|the process crashed with SIGBUS)",
)
