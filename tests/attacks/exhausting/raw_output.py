"""Writes to the bare descriptors of standard output."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
import os

for _ in range(1000):
    os.write(1, b"x" * 10_000)
    os.write(2, b"x" * 10_000)
""",
)
