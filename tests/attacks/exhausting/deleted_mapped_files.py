"""Fills the disk with files that it has deleted and closed but keeps mapped, sixteen megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import ctypes
import os
import time

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for _ in range(40):
    with open("gone", "wb+") as file:
        file.write(b"x" * 400_000)
        file.flush()
        libc.mmap(None, 4096, 1, 1, file.fileno(), 0)
    os.unlink("gone")
time.sleep(0.5)
print(@WON@)
""",
    status=("killed", "raised"),
    says=r"its cell",
    unproven="its files count as large as the limit, whatever that is",
)
