"""Stops itself and waits to be woken."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
""",
    status=("killed",),
    says=r"its cell: stopped itself instead of going on",
)
