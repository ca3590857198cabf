"""Kills itself, so that it looks as if the system had."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
""",
    status=("out of memory", "killed"),
    says=r"its cell",
)
