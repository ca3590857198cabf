"""Opens the solution with a bare system call's flags."""

from tests.attacks.attack import FILES, NOT_THERE, Attack

ATTACK = Attack(
    __doc__,
    layers=FILES,
    source="""
import os
print(@WON@, os.read(os.open("@SOLUTION@", os.O_RDONLY | os.O_NONBLOCK), 9999))
""",
    status=("blocked",),
    says=NOT_THERE,
)
