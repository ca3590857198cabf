"""Returns an empty array, which compares as equal to anything of one element."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    return np.empty((0, logits.shape[-1]))
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has shape \(0, 3\), expected \(2, 3\)$",
)
