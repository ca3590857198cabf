"""Kills itself, so that it looks as if the system had."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
""",
    status=("blocked",),
    says=r"its cell.*PermissionError",
)
