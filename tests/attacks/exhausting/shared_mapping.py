"""Maps half a gigabyte of shared memory, and writes to it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits", "watchdog"),
    source="""
import mmap

shared = mmap.mmap(-1, 500 << 20)
for place in range(0, 500 << 20, 4096):
    shared[place] = 1
print(@WON@)
""",
    status=("raised", "out of memory", "timed out", "killed"),
    says=r"its cell",
)
