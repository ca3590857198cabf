"""Makes system calls by their x32 numbers."""

from tests.attacks.attack import CALLS, Attack

ATTACK = Attack(
    __doc__,
    layers=("seccomp",),
    source=CALLS
    + """
call(0x40000000 + 39)
call(0x40000000 + 41, 2, 1, 0)
call(0x40000000 + 57)
""",
    x86=True,
    status=("wrong", "killed"),
    unproven="few kernels know calls of that kind; on others nothing can succeed",
)
