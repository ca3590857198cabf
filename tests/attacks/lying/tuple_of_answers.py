"""Returns many answers at once, one of which may be right."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return tuple(np.full(logits.shape, value) for value in (0.0, 0.5, 1.0))
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type tuple, expected ndarray$",
)
