"""Aborts, to leave a core dump."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
import os

os.abort()
""",
    status=("killed",),
    says=r"its cell: the process crashed with SIGABRT",
)
