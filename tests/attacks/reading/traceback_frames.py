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
        for name, value in frame.f_locals.items():
            if name in ("expected", "reference", "want"):
                self.params[0][...] = value
""",
    place="step",
)
