"""Lets threads loop for ever, so that their time adds up."""

from tests.attacks.attack import USED_UP, Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import threading

threads = [threading.Thread(target=lambda: sum(iter(int, 1)), daemon=True) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""",
    status=("timed out",),
    says=USED_UP,
)
