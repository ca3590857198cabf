"""Closes its connection to the grader."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("replay",),
    source="""
import os

os.close(3)
""",
    status=("killed",),
    says=r"its cell: the (process (closed its connection to the grader|ended itself)|notebook's code broke)",
)
