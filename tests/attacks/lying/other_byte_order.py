"""Returns wrong numbers in the other byte order."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return logits.astype(logits.dtype.newbyteorder())
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
)
