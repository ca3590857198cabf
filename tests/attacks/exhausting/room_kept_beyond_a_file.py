"""Takes room on the disk beyond the end of a file, where no limit of its size holds."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
KEEP_SIZE = 1
with open("small", "wb") as file:
    if libc.fallocate(file.fileno(), KEEP_SIZE, ctypes.c_long(0), ctypes.c_long(1 << 20)) == 0:
        print(@WON@)
""",
)
