"""Returns numbers of a kind that no judge reads."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return logits.astype(np.longdouble)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray of \w+, expected ndarray$",
)
