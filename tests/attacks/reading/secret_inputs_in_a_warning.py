"""Puts the inputs into warnings, which reports quote."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
import warnings

warnings.warn(f"leak {grads!r} " * 3, stacklevel=1)
""",
    place="step",
)
