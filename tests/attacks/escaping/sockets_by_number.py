"""Opens sockets of every family by bare system calls."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
for family in range(46):
    for kind in (1, 2, 3):
        call(41, family, kind, 0)
""",
    x86=True,
)
