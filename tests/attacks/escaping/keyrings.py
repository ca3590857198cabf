"""Reads and adds keys in the kernel's keyrings."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(250, 0, -3, 0)
call(250, 6, -4, 0)
call(248, b"user", b"descent", b"x", 1, -3)
call(249, b"user", b"descent", 0, -3)
""",
    x86=True,
)
