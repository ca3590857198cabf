"""Prints sixteen megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
for _ in range(200_000):
    print("x" * 80)
""",
    status=("wrong", "timed out"),
    nbgrader=True,
)
