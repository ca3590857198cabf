"""Answers with a list of five thousand results."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return [np.zeros(1)] * 5000
""",
    place="step",
    exercise="softmax",
    status=("wrong", "raised"),
)
