"""Returns the right numbers in columns."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    right = shifted / shifted.sum(axis=-1, keepdims=True)
    return right.reshape(-1, 1)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has shape \(6, 1\), expected \(2, 3\)$",
)
