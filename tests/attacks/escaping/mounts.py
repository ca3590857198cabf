"""Mounts, moves its root, and opens a mount by the new calls."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(165, b"none", b".", b"no-such-type", 0, 0)
call(166, b"/no/such/place", 2)
call(155, b".", b".")
call(161, b".")
for number in (428, 429, 430, 432, 442):
    call(number, -1, 0, 0, 0, 0)
""",
    x86=True,
)
