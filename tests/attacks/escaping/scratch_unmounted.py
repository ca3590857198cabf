"""Unmounts what lies over its folder, to write onto the disk below."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
DETACH = 2
if libc.umount2(os.getcwd().encode(), DETACH) == 0:
    print(@WON@)
""",
    unproven="there is nothing to unmount where attacks are let through",
)
