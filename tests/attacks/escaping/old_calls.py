"""Makes calls that hardly anybody knows."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
for number in (134, 139, 156, 174, 177, 180, 181, 182, 183, 184, 185, 205, 211, 212, 214, 215, 236):
    call(number, 0, 0, 0, 0, 0)
""",
    x86=True,
)
