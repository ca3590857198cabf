"""Returns one number seen from everywhere."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.lib.stride_tricks.as_strided(np.zeros(1), logits.shape, (0,) * logits.ndim)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities\[\d, \d\] is \S+, expected \S+: off by \S+, allowed "
    r"\S+; 6 of 6 values differ$",
)
