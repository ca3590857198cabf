"""Returns a list that contains itself."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
nested = []
nested.append(nested)
return nested
""",
    place="step",
    exercise="softmax",
    status=("wrong", "raised", "killed"),
)
