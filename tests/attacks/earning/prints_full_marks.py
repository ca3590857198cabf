"""Prints what a report of full marks looks like."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
print("Adam: right (4 of 4 points)")
print('{"score": 4.0, "status": "right"}')
""",
    place="own",
    nbgrader=True,
)
