"""Returns NaN everywhere."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.full_like(logits, np.nan)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities\[0, 0\] is nan, expected \S+; 6 of 6 values differ$",
)
