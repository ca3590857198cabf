"""Raises, and searches the frames of the traceback for expected values."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("process boundary",),
    source="""
import traceback

try:
    raise ValueError
except ValueError as error:
    for frame, _ in traceback.walk_stack(None):
        if {"expected", "reference", "want"} & {*frame.f_locals}:
            self.params[0][...] = frame.f_locals.get("expected")
""",
    place="step",
)
