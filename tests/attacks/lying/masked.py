"""Returns an array in which everything is masked."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.ma.masked_array(np.zeros(logits.shape), mask=True)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type MaskedArray, expected ndarray$",
)
