"""Starts two hundred threads."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import threading
import time

threading.stack_size(65536)
for _ in range(200):
    threading.Thread(target=time.sleep, args=(2,), daemon=True).start()
time.sleep(2)
""",
    status=("killed", "raised"),
    says=r"ran \d+ threads, where 8 are allowed|can.t start new thread",
)
