"""Raises an exception with a message of ten megabytes."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("report",),
    source="""
raise ValueError("x" * 10_000_000)
""",
    place="step",
    status=("raised",),
    says=r"ValueError: xxx",
    nbgrader=True,
)
