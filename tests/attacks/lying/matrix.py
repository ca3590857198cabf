"""Returns a matrix of the wrong numbers."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.asmatrix(np.zeros(logits.shape[-2:]))
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type matrix, expected ndarray$",
)
