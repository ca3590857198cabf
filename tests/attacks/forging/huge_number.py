"""Answers with a number of half a million digits."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import os
import struct

text = b'{"id": ' + b"9" * 500_000 + b"}"
os.write(3, struct.pack("<II", len(text), 0) + text)
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
