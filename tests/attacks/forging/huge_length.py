"""Announces an answer of eight gigabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import os
import struct

os.write(3, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
    nbgrader=True,
)
