"""Returns dates."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.zeros(logits.shape, dtype="datetime64[s]")
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has type ndarray of datetime64\[s\], expected ndarray$",
)
