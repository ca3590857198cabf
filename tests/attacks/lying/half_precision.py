"""Returns the right numbers in half precision."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    right = shifted / shifted.sum(axis=-1, keepdims=True)
    return right.astype(np.float16)
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has dtype float16, expected float64 \(half of the "
    r"digits are lost: make new arrays with zeros_like, or name their dtype\)$",
)
