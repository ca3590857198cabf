"""Returns infinity everywhere."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.full_like(logits, np.inf)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities\[0, 0\] is inf, expected \S+; 6 of 6 values differ$",
)
