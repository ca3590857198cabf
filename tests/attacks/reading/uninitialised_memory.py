"""Looks for traces of others in memory that was never written."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("clean start",),
    source="""
for size in (100, 10_000, 1_000_000, 50_000_000):
    found = np.empty(size, dtype=np.uint8).tobytes()
    print(found.count(b"BEGIN SOLUTION") and @WON@, b"descent" in found)
""",
)
