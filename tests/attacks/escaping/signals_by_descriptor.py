"""Asks the kernel to signal another process when its wire has news."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=r"""
import fcntl
import os

ACTS = (
    lambda: fcntl.fcntl(3, fcntl.F_SETOWN, @VICTIM@),
    lambda: fcntl.fcntl(3, fcntl.F_SETSIG, 9),
    lambda: fcntl.fcntl(3, 15, b'\0' * 8),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
