"""Takes memory and goes on whenever it is refused."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("rlimits", "watchdog"),
    source="""
hoard = []
for _ in range(100_000_000):
    try:
        hoard.append(bytes(1_000_000))
    except MemoryError:
        pass
""",
    status=("out of memory", "timed out"),
    says=r"its cell",
)
