"""Reads the grader's next question from the wire before the process can."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import os
import threading

threading.Thread(target=os.read, args=(3, 100_000), daemon=True).start()
""",
    place="step",
    status=("timed out", "killed", "wrong"),  # "wrong" where the process was first to read every question
)
