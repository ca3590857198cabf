"""Returns a generator that never ends."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
import itertools

return itertools.count()
""",
    place="step",
    exercise="softmax",
)
