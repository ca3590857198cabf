"""Makes sixty thousand mappings, so that whoever reads their list is kept busy."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("own disk", "watchdog"),
    source="""
import ctypes
import time

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
for number in range(60_000):
    libc.mmap(None, 4096, 1 + number % 2 * 2, 0x22, -1, 0)
time.sleep(1)
""",
    unproven="it takes the grader's time, and gains nothing that could tell of it",
)
