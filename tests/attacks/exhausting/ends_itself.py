"""Ends the process, pretending that all went well."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

os._exit(0)
""",
    status=("killed",),
    says=r"its cell: the process ended itself \(exit code 0\), as os\._exit does",
    nbgrader=True,
)
