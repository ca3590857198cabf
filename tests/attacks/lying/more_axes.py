"""Returns the right numbers with one axis more."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    right = shifted / shifted.sum(axis=-1, keepdims=True)
    return right[None]
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has shape \(1, 2, 3\), expected \(2, 3\) \(the same "
    r"numbers, but an axis of length 1 is too many or missing\)$",
)
