"""Waits for a lock that nobody releases."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import threading

lock = threading.Lock()
lock.acquire()
lock.acquire()
""",
    status=("timed out",),
    says=r"took \d+\.\d s, \d+\.\d s over the limit of 5 s, in all",
)
