"""Lets the worker drop every value, as if none could travel."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import sys

wire = sys.modules["grader.child.wire"]
real = wire.written
wire.written = lambda types, values: real(types, values if "AdamW" in globals() else {})
""",
)
