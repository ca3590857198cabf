"""Raises UserWarning when it is tested, which some graders take for no failure."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
raise UserWarning("right")
""",
    place="step",
    status=("raised",),
)
