"""Starts a thread that shares memory, and no descriptors, with the others."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
stack = ctypes.create_string_buffer(1 << 16)
top = ctypes.c_void_p((ctypes.addressof(stack) + (1 << 16)) & ~0xF)
MEMORY, FOLDER, SIGNALS, THREAD = 0x100, 0x200, 0x800, 0x10000
if libc.clone(libc.pause, top, MEMORY | FOLDER | SIGNALS | THREAD, None) != -1:
    print(@WON@)
""",
)
