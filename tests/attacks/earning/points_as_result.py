"""Ends its cell in the number of points, as graders that read outputs expect."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
4.0
""",
    place="own",
    nbgrader=True,
)
