"""Writes rubbish to the wire."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
import os

os.write(3, b"rubbish!" * 64)
""",
    status=("killed",),
    says=r"the process broke the rules of its connection to the grader: ",
)
