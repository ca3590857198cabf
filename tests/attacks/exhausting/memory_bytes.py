"""Asks for half a gigabyte at once."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
data = b"x" * (1 << 29)
print(@WON@, len(data))
""",
    status=("out of memory",),
    says=r"its cell: MemoryError",
)
