"""Takes more and more memory in small pieces."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
hoard = []
for _ in range(60_000):
    hoard.append(bytearray(10_000))
print(@WON@, len(hoard))
""",
    status=("out of memory", "timed out"),
    says=r"its cell",
)
