"""Leaves with status 0 when it is tested."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
raise SystemExit(0)
""",
    place="step",
    status=("raised",),
    says=r"SystemExit",
    nbgrader=True,
)
