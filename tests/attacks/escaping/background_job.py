"""Goes on in the background when the notebook is done."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source="""
import os
import signal
import time

signal.signal(signal.SIGHUP, signal.SIG_IGN)
try:
    if os.fork() == 0:
        os.setsid()
        time.sleep(20)
        os._exit(0)
    print(@WON@)
except OSError as error:
    print(error)
""",
)
