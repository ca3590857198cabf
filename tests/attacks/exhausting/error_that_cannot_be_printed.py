"""Raises an exception whose text raises another."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
class Bad(Exception):
    def __str__(self):
        raise SystemExit(0)


raise Bad
""",
    status=("raised", "killed"),
    says=r"its cell",
)
