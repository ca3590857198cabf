"""Starts threads when it is tested, and leaves them behind."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import threading
import time

for _ in range(40):
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
time.sleep(1)
""",
    place="step",
    status=("killed", "raised"),
    says=r"ran \d+ threads, where 8 are allowed|can.t start new thread",
)
