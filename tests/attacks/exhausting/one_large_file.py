"""Writes one file of eight megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits",),
    source="""
with open("large", "wb") as file:
    for _ in range(8):
        file.write(bytes(1 << 20))
print(@WON@)
""",
    status=("raised", "killed"),
    says=r"its cell",
)
