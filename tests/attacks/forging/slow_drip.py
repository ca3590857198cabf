"""Answers one byte at a time, for ever."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("watchdog",),
    source="""
import os
import struct
import time

os.write(3, struct.pack("<II", 1000, 0))
while True:
    os.write(3, b" ")
    time.sleep(0.02)
""",
    status=("timed out", "killed"),
    says=r"took \d+\.\d s, \d+\.\d s over the limit of 5 s, in all|broke the rules",
)
