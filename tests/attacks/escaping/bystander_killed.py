"""Kills and stops a process that is none of its business."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp", "Landlock's signal rules", "bubblewrap"),
    source="""
import os
import signal

ACTS = (
    lambda: os.kill(@VICTIM@, signal.SIGTERM),
    lambda: os.kill(@VICTIM@, signal.SIGSTOP),
    lambda: os.kill(@VICTIM@, signal.SIGKILL),
)
for act in ACTS:
    try:
        print(@WON@, act())
    except OSError as error:
        print(type(error), error)
""",
)
