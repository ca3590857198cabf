"""Returns numbers as text in an array."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return logits.astype(str)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray of str\d+, expected ndarray$",
)
