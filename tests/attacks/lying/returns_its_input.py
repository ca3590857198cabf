"""Returns what it was given."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return logits
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
)
