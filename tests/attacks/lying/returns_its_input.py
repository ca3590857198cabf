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
    says=r"^two rows: probabilities\[\d, \d\] is \S+, expected \S+: off by \S+, allowed "
    r"\S+; 6 of 6 values differ$",
)
