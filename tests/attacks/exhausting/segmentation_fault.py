"""Reads memory that is not there."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import ctypes

ctypes.string_at(0)
""",
    place="step",
    status=("killed",),
    says=r"the process crashed with SIGSEGV",
)
