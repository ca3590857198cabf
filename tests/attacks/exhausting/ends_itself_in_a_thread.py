"""Ends the process from a thread."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os
import threading
import time

threading.Thread(target=lambda: os._exit(3)).start()
time.sleep(9)
""",
    status=("killed",),
    says=r"its cell: the process ended itself \(exit code 3\)",
)
