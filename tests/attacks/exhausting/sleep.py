"""Sleeps for an hour."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import time

time.sleep(3600)
""",
    place="step",
    status=("timed out",),
    says=r"took \d+\.\d s, \d+\.\d s over the limit of 5 s, in all",
)
