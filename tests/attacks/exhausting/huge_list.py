"""Returns a list of a million numbers."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("wire",),
    source="""
return [0.0] * 1_000_000
""",
    place="step",
    exercise="softmax",
)
