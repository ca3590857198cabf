"""Changes its input, hoping that the expected answer is computed from it."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    logits[...] = 0
    return np.full_like(logits, 1 / logits.shape[-1])
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities\[\d, \d\] is \S+, expected \S+: off by \S+, allowed "
    r"\S+; 6 of 6 values differ$",
)
