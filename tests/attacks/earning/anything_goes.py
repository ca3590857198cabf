"""Answers with a number."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
Adam = 4.0
""",
    place="whole",
    status=("raised",),
    says=r"TypeError",
)
