"""Answers differently every time."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.random.default_rng().random(logits.shape)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: gives another answer each time it is asked: probabilities\[[\d, ]+\] "
    r"is \S+, then \S+; every random",
)
