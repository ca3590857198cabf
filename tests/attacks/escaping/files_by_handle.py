"""Opens files by handle, past every path."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(304, -100, 0, 0)
call(303, -100, b".", 0, 0, 0)
""",
    x86=True,
)
