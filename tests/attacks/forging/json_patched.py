"""Replaces the JSON encoder, so that every status reads "ok"."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

trees = sys.modules["grader.core.tree"]
real = trees._TEXT.encode


class Encoder:
    def encode(self, tree):
        return real(tree).replace('"status":"wrong"', '"status":"ok"')


trees._TEXT = Encoder()
""",
)
