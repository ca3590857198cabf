"""Ends its cell in a number that prints as no number."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
np.float64(0.0)
""",
    place="own",
    nbgrader=True,
)
