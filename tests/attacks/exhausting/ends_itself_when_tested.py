"""Ends the process when it is tested."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

os._exit(0)
""",
    place="step",
    status=("killed",),
    says=r"the process ended itself \(exit code 0\)",
    nbgrader=True,
)
