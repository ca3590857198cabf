"""Gives a hundred thousand warnings."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
import warnings

for number in range(2000):
    warnings.warn(f"number {number}", stacklevel=1)
""",
    place="step",
    status=("wrong", "timed out"),
)
