"""Answers with JSON nested a hundred thousand deep."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import os
import struct

os.write(3, struct.pack("<II", 100_000, 0) + b"[" * 100_000)
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
