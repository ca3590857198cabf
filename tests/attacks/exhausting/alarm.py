"""Lets an alarm clock end the process a little later."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import signal
import time

signal.signal(signal.SIGALRM, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.02)
time.sleep(1)
""",
    place="step",
    status=("killed",),
    says=r"the process crashed with SIGALRM",
)
