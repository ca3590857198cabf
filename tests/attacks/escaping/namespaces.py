"""Makes namespaces of its own, or joins others'."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
for kind in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000):
    call(272, kind)
    call(308, 0, kind)
""",
    x86=True,
)
