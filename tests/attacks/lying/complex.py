"""Returns complex numbers whose real parts are right."""

from tests.attacks.attack import Attack

ATTACK = Attack(
    __doc__,
    layers=("judging outside",),
    source="""
def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    right = shifted / shifted.sum(axis=-1, keepdims=True)
    return right + 1j
""",
    place="whole",
    exercise="softmax",
    status=("wrong",),
    says=r"^two rows: probabilities has dtype complex128, expected float64 \(complex "
    r"numbers: a root or a power of a negative number\?\)$",
)
