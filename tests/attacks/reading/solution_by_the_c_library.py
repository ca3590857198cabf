"""Reads the solution through libc, past Python."""

from tests.attacks.attack import FILES, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import ctypes

libc = ctypes.CDLL(None)
handle = libc.open(b"@SOLUTION@", 0)
space = ctypes.create_string_buffer(9999)
if handle >= 0 and libc.read(handle, space, 9998) > 0:
    print(@WON@, space.value)
""",
)
