"""Returns an array of records."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.zeros(logits.shape, dtype=[("a", "<f8")])
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray of void64, expected ndarray$",
)
