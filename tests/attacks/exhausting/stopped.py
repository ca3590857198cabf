"""Stops itself and waits to be woken, as if somebody else had stopped it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
""",
    status=("blocked",),
    says=r"its cell.*PermissionError",
)
