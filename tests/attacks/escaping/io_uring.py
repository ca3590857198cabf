"""Goes past the list of calls by way of io_uring."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(425, 0, 0)
call(426, 0, 0, 0, 0, 0)
call(427, 0, 0, 0, 0)
""",
    x86=True,
)
